"""The overview, on one phone screen."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request

from webapp.kernel import clock, dates
from webapp.kernel.actors import Actor
from webapp.kernel.http import access, acting
from webapp.kernel.ids import parse_id
from webapp.kernel.text import _, localized
from webapp.reports import queries
from webapp.tickets import words
from webapp.tickets.filters import Filter
from webapp.units import queries as units
from webapp.units.models import Unit
from webapp.units.vocab import COUNTY_ROLES, UnitKind

pages = Blueprint("reports", __name__)


@pages.get("/overview")
@access("report.overview")
def overview() -> str:
    """What is red, what waits, what came in and went out this month, by village and by kind."""
    actor = acting()
    township = _township(actor)
    found = queries.overview(actor, township.id if township else None)
    by_kind = request.args.get("by") == "kind"
    return render_template(
        "reports/overview.html",
        place=township.name if township else actor.unit_name,
        day=dates.long_day(clock.today()),
        found=found,
        by_kind=by_kind,
        here=f"/overview?township={township.id}&" if township and actor.role in COUNTY_ROLES else "/overview?",
        scope=Filter(township=township.id if township and actor.role in COUNTY_ROLES else ""),
        townships=_townships(actor, found) if actor.role in COUNTY_ROLES and township is None else [],
        back="/overview" if actor.role in COUNTY_ROLES and township else "",
        villages=_unit_rows(_villages(actor, township), found),
        kinds=_kind_rows(found),
        departments=_unit_rows(units.departments_of(township), found) if township else [],
    )


def _township(actor: Actor) -> Unit | None:
    if actor.role not in COUNTY_ROLES:
        return units.get(actor, actor.township_id or "")
    wanted = request.args.get("township")
    return units.get(actor, parse_id(wanted, "township")) if wanted else None


def _townships(actor: Actor, found: queries.Overview) -> list[dict[str, Any]]:
    rows = []
    for unit in units.townships(actor):
        there = found.by_township.get(unit.id, queries.Township())
        facts = [words.counted("red", there.overdue), _("%(n)s to review", n=there.in_review)]
        rows.append({"title": unit.name, "href": f"/overview?township={unit.id}", "second": " · ".join(facts)})
    return rows


def _villages(actor: Actor, township: Unit | None) -> Sequence[Unit]:
    if township is None:
        return []
    return [unit for unit in units.villages(actor) if unit.township_id == township.id]


def _unit_rows(shown: Sequence[Unit], found: queries.Overview) -> list[dict[str, Any]]:
    """In the register's order, never sorted by number; a unit without any says so."""
    rows = []
    for unit in shown:
        lights = found.by_owner.get(unit.id, [])
        url = f"/villages/{unit.id}" if unit.kind == UnitKind.VILLAGE else Filter(responsible=unit.id).url()
        rows.append({"name": unit.name, "url": url, "lights": lights, "label": words.heard(lights)})
    return rows


def _kind_rows(found: queries.Overview) -> list[dict[str, Any]]:
    titles = queries.kind_titles(list(found.by_kind))
    return [
        {
            "name": localized(kind.texts["short"]),
            "url": Filter(type_code=code).url(),
            "lights": found.by_kind[code],
            "label": words.heard(found.by_kind[code]),
        }
        for code, kind in titles.items()
    ]
