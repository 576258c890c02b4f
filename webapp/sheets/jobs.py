"""Writing a spreadsheet beside the requests, and forgetting it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import update

from webapp.accounts.queries import is_disabled
from webapp.kernel import clock
from webapp.kernel.actors import Actor
from webapp.kernel.db import change, db, write_transaction
from webapp.kernel.jobs import job, still_at_it
from webapp.kernel.policy import can
from webapp.kernel.storage import StoreMiss, photo_store
from webapp.kernel.text import _, in_locale
from webapp.photos import queries as photos
from webapp.photos.jobs import derived
from webapp.photos.models import Photo
from webapp.sheets.models import Sheet
from webapp.sheets.present import Line, columns, lines, pictures
from webapp.sheets.vocab import CHUNK, PICTURE_HEIGHT, SheetState
from webapp.sheets.workbook import Workbook
from webapp.tickets import queries as tickets
from webapp.tickets.filters import Filter
from webapp.units import queries as units


@job("sheets.write", apart=True)
def write(sheet_id: str) -> None:
    """Write the file that somebody asked for, and say how far it is."""
    sheet = db.session.get(Sheet, sheet_id)
    if sheet is None or sheet.state != SheetState.WRITING:
        return
    actor = units.actor_for(sheet.person_id, sheet.membership_id)
    if is_disabled(sheet.person_id) or actor is None or not _is_still(actor, sheet):
        _note(sheet_id, state=SheetState.STOPPED)  # whoever asked has no such role any more
        return
    key, with_pictures, locale = sheet.key, sheet.pictures, sheet.locale
    ids = tickets.ids(actor, Filter.from_args(sheet.address))
    _note(sheet_id, total=len(ids), done=0)

    def tell(done: int) -> None:
        _note(sheet_id, done=done)
        still_at_it()

    with TemporaryDirectory(prefix="xungai-sheet-") as folder, in_locale(locale):
        path = Path(folder, "ledger.xlsx")
        fill(path, ids, actor, with_pictures=with_pictures, tell=tell)
        data = path.read_bytes()
        size = len(data)
        photo_store().delete(key)  # of an earlier try that got no further than this
        photo_store().put(key, data)
    if not _note(sheet_id, state=SheetState.READY, ready_at=clock.now(), size=size):
        photo_store().delete(key)  # it was forgotten while it was written


def _is_still(actor: Actor, sheet: Sheet) -> bool:
    return actor.membership_id == sheet.membership_id and can(actor, "ledger.export")


@job("sheets.forget")
def forget(sheet_id: str) -> None:
    """Remove a file and what is known of it."""
    sheet = db.session.get(Sheet, sheet_id)
    if sheet is not None:
        photo_store().delete(sheet.key)
        db.session.delete(sheet)


def fill(
    path: Path, ticket_ids: Sequence[str], actor: Actor, *, with_pictures: bool, tell: Callable[[int], None]
) -> None:
    """Write problems into a file, in the reader's language.

    :param ticket_ids: in the order of the rows; what the actor does not see is left out.
    :param tell: is told how many are written, after each ``CHUNK``.
    """
    book, shown = Workbook(path, str(_("Ledger"))), columns()
    heads = [(str(column.head), column.width) for column in shown]
    book.heads(heads + ([(str(_("Before")), 18), (str(_("After")), 18)] if with_pictures else []))
    for done in range(0, len(ticket_ids), CHUNK):
        for line in lines(ticket_ids[done : done + CHUNK], actor, done + 1):
            cells = [column.value(line) if column.value else None for column in shown]
            book.row(cells, _pictures(line) if with_pictures else (), PICTURE_HEIGHT)
        db.session.rollback()  # the next ones are read fresh, and these are let go
        tell(min(done + CHUNK, len(ticket_ids)))
    book.close(len(heads))


def _pictures(line: Line) -> list[bytes]:
    """The bytes of the picture before and of that after; empty where there is none."""
    chosen = pictures(line)
    stored = photos.by_ids([photo.photo_id for photo in chosen if photo])
    return [_thumb(stored[photo.photo_id]) if photo else b"" for photo in chosen]


def _thumb(photo: Photo) -> bytes:
    try:
        return derived(photo_store(), photo.sha256, photo.mime, "thumb")
    except StoreMiss:
        return b""  # a file that is lost does not cost the ledger


def _note(sheet_id: str, **facts: object) -> bool:
    """Write down how far a file is. Returns whether somebody still wants it."""
    with write_transaction():
        return change(update(Sheet).where(Sheet.id == sheet_id).values(**facts)) == 1
