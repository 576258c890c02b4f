"""Publishing a catalogue: every changed kind becomes a new revision, a missing one is retired. Setting days."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select

from webapp.catalogue import schemas
from webapp.catalogue.documents import Catalogue, Category, Choice, Field, Kind
from webapp.catalogue.events import CalendarChanged
from webapp.catalogue.models import CalendarDay, IssueGroup, IssueType
from webapp.kernel.commands import Context, command
from webapp.kernel.db import db
from webapp.kernel.ids import new_id
from webapp.kernel.policy import require

COMPARED = (
    "category", "group", "severity", "term_days", "evidence", "default_owner", "icon", "named", "position",
    "texts", "fields", "search", "retired_at",
)  # fmt: skip


@command("calendar.set_days", schemas.SetDays)
def set_days(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Count days otherwise from now on, all of them or none. Due dates that were given stay."""
    require(ctx.actor, "calendar.set_days")
    for wanted in args["days"]:
        held = db.session.get(CalendarDay, wanted["day"])
        if wanted["is_working"] is None:
            if held is not None:
                db.session.delete(held)
        else:
            db.session.merge(CalendarDay(**wanted))
    told = {wanted["day"].isoformat(): wanted["is_working"] for wanted in args["days"]}
    note = "; ".join(dict.fromkeys(wanted["note"] for wanted in args["days"] if wanted["note"]))
    county = ctx.actor.county_id or ctx.actor.unit_id
    ctx.emit(CalendarChanged(subject_id=county, unit_id=county, days=told, note=note))
    return {"days": len(told)}


def publish(catalogue: Catalogue, now: datetime) -> int:
    """Bring the tables to ``catalogue`` within the present transaction. Returns how many kinds changed.

    :param now: aware instant from which the revisions hold.
    """
    _publish_groups(catalogue)
    held = {row.code: row for row in db.session.scalars(select(IssueType).where(IssueType.superseded_at.is_(None)))}
    changed = 0
    for position, kind in enumerate(catalogue.kinds):
        row = _row(kind, catalogue, position, now)
        before = held.pop(kind.code, None)
        if before is not None and all(getattr(before, name) == getattr(row, name) for name in COMPARED):
            continue
        if before is not None:
            before.superseded_at = now
            row.revision = before.revision + 1
        db.session.add(row)
        changed += 1
    for gone in held.values():
        changed += gone.retired_at is None
        gone.retired_at = gone.retired_at or now
    db.session.flush()
    return changed


def _publish_groups(catalogue: Catalogue) -> None:
    wanted: list[Category | Choice] = []
    for category in catalogue.categories:
        wanted += [category, *category.groups]
    for position, each in enumerate(wanted):
        db.session.merge(IssueGroup(code=each.code, title=each.title, position=position))


def _row(kind: Kind, catalogue: Catalogue, position: int, now: datetime) -> IssueType:
    texts: dict[str, Any] = {
        name: value
        for name in ("title", "short", "how_to_fix", "alternatives", "evidence_reason")
        if (value := getattr(kind, name)) is not None
    }
    return IssueType(
        id=new_id(),
        code=kind.code,
        revision=1,
        category=kind.category,
        group=kind.group,
        severity=str(kind.severity),
        term_days=kind.term_days,
        evidence=str(kind.evidence),
        default_owner=str(kind.default_owner),
        icon=kind.icon,
        named=kind.named,
        position=position,
        texts=texts | {"keywords": list(kind.keywords)},
        fields=[_field(field, catalogue) for field in kind.fields],
        search=" ".join([kind.code, *kind.title.values(), *kind.short.values(), *kind.keywords]).lower(),
        valid_from=now,
        superseded_at=None,
        retired_at=None,
    )


def _field(field: Field, catalogue: Catalogue) -> dict[str, Any]:
    plain = asdict(field) | {"kind": str(field.kind)}
    listed = catalogue.choices[field.choices] if field.choices else ()
    plain["choices"] = [{"key": choice.code, "label": choice.title} for choice in listed]
    return plain
