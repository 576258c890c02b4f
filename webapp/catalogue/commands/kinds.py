"""Changing the catalogue on screen, kind by kind, as a list, or as a whole file. A ticket keeps its revision."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from webapp.catalogue import documents, queries, schemas
from webapp.catalogue.commands.publishing import COMPARED, publish, revise, search_words
from webapp.catalogue.events import CatalogueChanged
from webapp.catalogue.models import IssueType
from webapp.catalogue.problems import CHANGED_MEANWHILE, CODE_TAKEN, NO_GROUP, NOT_A_CATALOGUE, SAME, TILE_TAKEN
from webapp.catalogue.vocab import LANGUAGES, TEXT_LIMITS, EvidencePolicy
from webapp.kernel.commands import Context, command
from webapp.kernel.db import db
from webapp.kernel.errors import NOT_FOUND, AppError
from webapp.kernel.ids import new_id
from webapp.kernel.policy import require


@command("kind.save", schemas.SaveKind)
def save_kind(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Add a kind (``revision`` None), or make a new revision of one as its editor saw it.

    Raises ``catalogue.changed_meanwhile``, ``catalogue.code_taken``, ``catalogue.no_group``, ``catalogue.tile_taken``,
    ``catalogue.same``.
    """
    require(ctx.actor, "kind.save")
    before = queries.by_code(args["code"])
    if args["revision"] is None and before is not None:
        raise AppError(CODE_TAKEN)
    if args["revision"] is not None and (before is None or before.revision != args["revision"]):
        raise AppError(CHANGED_MEANWHILE)
    row = _revised(before, args, ctx.now, ctx.actor.person_id)
    if row is None:
        raise AppError(SAME)
    _tell(ctx, [row.code])
    return {"code": row.code, "revision": row.revision}


@command("kind.retire", schemas.OnKind)
def retire_kind(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Offer a kind no more; what a phone without a signal still reports under it is taken.

    Raises ``http.not_found``, ``catalogue.same``.
    """
    require(ctx.actor, "kind.retire")
    row = _newest(args["code"])
    if row.retired_at is not None:
        raise AppError(SAME)
    row.retired_at = ctx.now
    _tell(ctx, [row.code])
    return {}


@command("kind.restore", schemas.OnKind)
def restore_kind(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Offer a retired kind again, as a new revision. Raises ``http.not_found``, ``catalogue.same``, and
    ``catalogue.tile_taken`` when its tile has gone to another."""
    require(ctx.actor, "kind.restore")
    before = _newest(args["code"])
    if before.retired_at is None:
        raise AppError(SAME)
    row = _copy(before, ctx.now, ctx.actor.person_id)
    _refuse_taken_tile(row)
    revise(before, row)
    _tell(ctx, [row.code])
    return {"revision": row.revision}


@command("kinds.import", schemas.ImportKinds)
def import_kinds(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Add and change many kinds, all of them or none. Kinds that are not named stay as they are.

    Raises what ``kind.save`` raises, and then nothing is written.
    """
    require(ctx.actor, "kinds.import")
    changed = []
    for each in args["kinds"]:
        before = queries.by_code(each["code"])
        row = _revised(before, each, ctx.now, ctx.actor.person_id, retired=each["retired"])
        if row is not None:
            changed.append(row.code)
        db.session.flush()
    if changed:
        _tell(ctx, changed)
    return {"count": len(changed)}


@command("catalogue.replace", schemas.ReplaceCatalogue)
def replace_catalogue(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Make the catalogue what a file says: changed kinds become new revisions, missing ones are retired.

    Raises ``catalogue.not_one`` with every fault.
    """
    require(ctx.actor, "catalogue.replace")
    try:
        wanted = documents.parse(args["document"])
    except documents.CatalogueError as fault:
        raise AppError(NOT_A_CATALOGUE, faults=str(fault).split("\n")) from None
    changed = publish(wanted, ctx.now, ctx.actor.person_id)
    if changed:
        _tell(ctx, changed)
    return {"count": len(changed)}


def _tell(ctx: Context, codes: list[str]) -> None:
    county = ctx.actor.county_id or ctx.actor.unit_id
    ctx.emit(CatalogueChanged(subject_id=county, unit_id=county, codes=codes))


def _newest(code: str) -> IssueType:
    found = queries.by_code(code)
    if found is None:
        raise AppError(NOT_FOUND)
    return found


def _revised(
    before: IssueType | None, args: dict[str, Any], now: datetime, by: str, *, retired: bool | None = None
) -> IssueType | None:
    """The row that says what ``args`` say, in the place of ``before``; None when nothing differs.

    :param retired: whether it is offered no more; None leaves that as it is.
    """
    code: str = args["code"]
    if code.split("-")[0] not in queries.groups():
        raise AppError(NO_GROUP, group=code.split("-")[0])
    row = _copy(before, now, by) if before is not None else _blank(code, now, by)
    for name in ("severity", "term_days", "evidence", "default_owner", "icon", "named"):
        setattr(row, name, args[name])
    texts = {name: _both(args, name) for name in TEXT_LIMITS}
    if row.evidence != EvidencePolicy.REQUIRED:
        del texts["evidence_reason"]
    row.texts = texts | {"keywords": args["keywords"].split()}
    row.search = search_words(code, row.texts)
    since = before.retired_at if before is not None else None
    if retired is None:
        row.retired_at = since
    else:
        row.retired_at = (since or now) if retired else None
    _refuse_taken_tile(row)
    return row if revise(before, row) else None


def _both(args: dict[str, Any], name: str) -> dict[str, str]:
    return {language: args[f"{name}_{language}"] for language in LANGUAGES}


def _blank(code: str, now: datetime, by: str) -> IssueType:
    last = db.session.scalar(select(func.max(IssueType.position)))
    row = IssueType(id=new_id(), code=code, revision=1, category=code[0], group=code.split("-")[0], fields=[])
    row.position, row.valid_from, row.changed_by = (last or 0) + 1, now, by
    row.superseded_at = row.retired_at = None
    return row


def _copy(before: IssueType, now: datetime, by: str) -> IssueType:
    row = IssueType(id=new_id(), code=before.code, revision=before.revision, position=before.position)
    for name in COMPARED:
        setattr(row, name, getattr(before, name))
    row.valid_from, row.changed_by = now, by
    row.superseded_at = row.retired_at = None
    return row


def _refuse_taken_tile(row: IssueType) -> None:
    """One tile, one kind: of those that are offered."""
    if row.named is None or row.retired_at is not None:
        return
    with db.session.no_autoflush:
        taken = [kind for kind in queries.current() if kind.named == row.named and kind.code != row.code]
    if taken:
        raise AppError(TILE_TAKEN, code=taken[0].code)
