"""Publishing a catalogue: every changed kind becomes a new revision, a missing one is retired."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select

from webapp.catalogue.documents import Catalogue, Category, Choice, Field, Kind
from webapp.catalogue.models import IssueGroup, IssueType
from webapp.catalogue.vocab import LANGUAGES, TEXT_LIMITS
from webapp.kernel.db import db
from webapp.kernel.ids import new_id

COMPARED = (
    "category", "group", "severity", "term_days", "evidence", "default_owner", "icon", "named", "texts", "fields",
    "search", "retired_at",
)  # fmt: skip
"""What makes another revision when it differs. Where a kind stands in the list is not part of what it is."""


def publish(catalogue: Catalogue, now: datetime, by: str | None = None) -> list[str]:
    """Bring the tables to ``catalogue`` within the present transaction. Returns the codes of the kinds that changed.

    :param now: aware instant from which the revisions hold.
    :param by: the person who did it; None where the program itself brings its catalogue.
    """
    _publish_groups(catalogue)
    held = {row.code: row for row in db.session.scalars(select(IssueType).where(IssueType.superseded_at.is_(None)))}
    changed = []
    for position, kind in enumerate(catalogue.kinds):
        before = held.pop(kind.code, None)
        if revise(before, new_row(kind, catalogue, position, now, by)):
            changed.append(kind.code)
    for gone in held.values():
        if gone.retired_at is None:
            gone.retired_at = now
            changed.append(gone.code)
    db.session.flush()
    return changed


def revise(before: IssueType | None, row: IssueType) -> bool:
    """Let ``row`` take the place of the newest revision of its kind, unless it says the same. Whether it did."""
    if before is not None and all(getattr(before, name) == getattr(row, name) for name in COMPARED):
        before.position = row.position
        return False
    if before is not None:
        before.superseded_at = row.valid_from
        row.revision = before.revision + 1
    db.session.add(row)
    return True


def _publish_groups(catalogue: Catalogue) -> None:
    wanted: list[Category | Choice] = []
    for category in catalogue.categories:
        wanted += [category, *category.groups]
    for position, each in enumerate(wanted):
        db.session.merge(IssueGroup(code=each.code, title=each.title, position=position))


def new_row(kind: Kind, catalogue: Catalogue, position: int, now: datetime, by: str | None) -> IssueType:
    """A kind of a file as the first revision of a row that is not in the database yet."""
    texts: dict[str, Any] = {name: value for name in TEXT_LIMITS if (value := getattr(kind, name)) is not None}
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
        search=search_words(kind.code, texts | {"keywords": list(kind.keywords)}),
        valid_from=now,
        changed_by=by,
        superseded_at=None,
        retired_at=None,
    )


def search_words(code: str, texts: dict[str, Any]) -> str:
    """What a kind is found by, in small letters."""
    spoken = [texts[name][language] for name in ("title", "short") for language in LANGUAGES]
    return " ".join([code, *spoken, *texts["keywords"]]).lower()


def _field(field: Field, catalogue: Catalogue) -> dict[str, Any]:
    plain = asdict(field) | {"kind": str(field.kind)}
    listed = catalogue.choices[field.choices] if field.choices else ()
    plain["choices"] = [{"key": choice.code, "label": choice.title} for choice in listed]
    return plain
