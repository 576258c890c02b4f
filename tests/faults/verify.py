"""Nothing lost, doubled or stuck, nothing under another's name: phones and their diaries against the server.

``faults`` answers with a sentence for each, beginning with its kind: ``lost``, ``doubled``, ``stuck``, ``refused``,
``another's``, ``stale`` (a phone that does not show what the server does), ``broken``.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import select

from webapp.kernel.commands import Receipt
from webapp.kernel.db import db
from webapp.kernel.storage import Store, StoreMiss
from webapp.photos.models import Photo
from webapp.photos.queries import original_key
from webapp.sync.models import Discard
from webapp.tickets.models import Ticket, TicketPhoto
from webapp.timeline import chain
from webapp.timeline.models import Entry
from webapp.timeline.queries import every_chain

Report = dict[str, Any]


class Server:
    """What the server has, by what phones know of it."""

    def __init__(self, store: Store) -> None:
        db.session.rollback()
        self.store = store
        self.said: dict[str, list[Entry]] = defaultdict(list)
        for entry in db.session.scalars(select(Entry)):
            if words := entry.data.get("words"):
                self.said[words].append(entry)
        self.photos = {row.id: row for row in db.session.scalars(select(Photo))}
        self.attached = {row.photo_id: row for row in db.session.scalars(select(TicketPhoto))}
        self.receipts = {row.id: row for row in db.session.scalars(select(Receipt))}
        self.numbers = defaultdict(set)
        for row in self.receipts.values():
            self.numbers[row.device].add(row.seq)
        for note in db.session.scalars(select(Discard)):
            self.numbers[note.device].add(note.seq)

    def has_photo(self, photo: dict[str, str], ticket: str) -> bool:
        """Whether a photo hangs on a ticket, with the bytes that were taken."""
        row, place = self.photos.get(photo["id"]), self.attached.get(photo["id"])
        if row is None or place is None or place.ticket_id != ticket or row.sha256 != photo["sha256"]:
            return False
        try:
            stored = self.store.get(original_key(row.sha256))
        except StoreMiss:
            return False
        return hashlib.sha256(stored).hexdigest() == row.sha256


def faults(reports: Iterable[Report], store: Store, explained: Collection[str] = ()) -> list[str]:
    """Everything that is wrong after all has healed.

    :param explained: ids of commands whose refusal the story explains, or codes of refusals that it explains anyway.
    """
    server = Server(store)
    found = [*_ledger(), *(f"broken: {fault}" for fault in chain.faults(every_chain()))]
    for report in reports:
        waiting = {item["id"]: item for item in report["items"]}
        found += _stuck(report, explained)
        found += _numbers(server, report)
        found += [f"lost: {each} was called sent" for each in report["sent"] if each not in server.receipts]
        found += [f"stale: {each} on the phone is not as it is" for each in report["differs"]]
        for deed in report["diary"]:
            found += _deed(server, report, deed, waiting)
    return found


def _ledger() -> Iterator[str]:
    """Numbers of tickets without gaps, one ticket each."""
    rows = db.session.execute(select(Ticket.township_id, Ticket.number_seq).where(Ticket.number_seq.is_not(None)))
    given = defaultdict(list)
    for township, number in rows:
        given[township].append(number)
    for township, numbers in given.items():
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            yield f"broken: the numbers of {township} are {sorted(numbers)}"


def timeline() -> list[str]:
    """The commands that stand in the timeline, in its order."""
    found = db.session.scalars(select(Entry.command_id).order_by(Entry.seq)).all()
    return [command for at, command in enumerate(found) if at == 0 or found[at - 1] != command]


def order(observed: Sequence[str]) -> list[str]:
    """Whether the timeline stands in the order in which the server carried commands out."""
    told = timeline()
    return [] if told == list(observed) else [f"broken: the timeline's order is {told}, not {list(observed)}"]


def _stuck(report: Report, explained: Collection[str]) -> Iterator[str]:
    """What still waits must wait for a person, or behind something that does; and for a reason."""
    heads: dict[str, Any] = {}
    for item in report["items"]:
        head = heads.setdefault(item["thread"], item)
        if head["state"] != "refused":
            yield f"stuck: {item['envelope']['name']} {item['id']}"
        elif item is head and not {item["id"], item["refusal"]["code"]} & set(explained):
            yield f"refused: {item['envelope']['name']} {item['id']}: {item['refusal']['code']}"


def _numbers(server: Server, report: Report) -> Iterator[str]:
    """Every number that the phone gave arrived, is still here, or was accounted for."""
    here = {item["envelope"]["seq"] for item in report["items"]}
    missing = set(range(1, report["made"] + 1)) - server.numbers[report["device"]] - here
    if missing:
        yield f"lost: numbers {sorted(missing)} of phone {report['device']}"


def _deed(server: Server, report: Report, deed: dict[str, Any], waiting: dict[str, Any]) -> Iterator[str]:
    """One piece of work: its last version that was promised is somewhere, each version at most once."""
    for version in deed["versions"]:
        entries = server.said.get(version["words"], [])
        if len(entries) > 1:
            yield f"doubled: {version['words']}"
        for entry in entries:
            if entry.actor_id != deed["person"]:
                yield f"another's: {version['words']} stands under {entry.actor_id}"
            if entry.subject_id != deed["ticket"]:
                yield f"broken: {version['words']} stands on another ticket"
    if not deed["thrown"]:
        yield from _lost(server, report, deed, waiting)


def _lost(server: Server, report: Report, deed: dict[str, Any], waiting: dict[str, Any]) -> Iterator[str]:
    kept = [version["kept"] for version in deed["versions"]]
    if True not in kept:
        return
    # A later version that the phone never called saved may have replaced it or not.
    candidates = deed["versions"][len(kept) - 1 - kept[::-1].index(True) :]
    here = " ".join(str(item["envelope"]["args"]) for item in waiting.values())
    if not any(each["words"] in server.said or each["words"] in here for each in candidates):
        yield f"lost: {candidates[0]['words']} ({deed['name']})"
    common = [photo for photo in candidates[0]["photos"] if all(photo in each["photos"] for each in candidates)]
    for photo in common:
        if not server.has_photo(photo, deed["ticket"]) and not (
            photo["id"] in report["photos"] and photo["id"] in here
        ):
            yield f"lost: photo {photo['id']} of {candidates[0]['words']}"
        owner = server.photos.get(photo["id"])
        if owner is not None and owner.uploaded_by != deed["person"]:
            yield f"another's: photo {photo['id']} stands under {owner.uploaded_by}"


def kinds(found: Iterable[str]) -> Counter[str]:
    """How many faults of each kind."""
    return Counter(fault.partition(":")[0] for fault in found)
