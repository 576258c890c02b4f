"""Lists that spreadsheets bring: what each column means, and what is wrong with a row.

One table a list (``LISTS`` in this package): headings, template, dry run and help are made of it. Nothing is written
here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from webapp.kernel.actors import Actor
from webapp.kernel.text import DEFAULT_LOCALE, _, in_locale

Cells = Sequence[Any]


@dataclass(frozen=True)
class Column:
    """A column: its key, its heading in both languages, and an example for the template."""

    key: str
    heading: Any
    other: str
    example: str
    required: bool = True


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell: row and column as the spreadsheet names them, what stands there, and why not."""

    row: int
    column: int
    heading: str
    value: str
    words: str


@dataclass
class Checked:
    """What a list says: arguments for its command, how many rows are there already, and every fault."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    known: int = 0
    faults: list[Fault] = field(default_factory=list)


class Row(dict[str, str]):
    """The cells of a row by column, and what is wrong with them: (column, words)."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        super().__init__(cells)
        self.faults: list[tuple[str, str]] = []

    def wrong(self, key: str, words: Any) -> None:
        """One more fault; of each cell the first one is told."""
        if key not in {known for known, _words in self.faults}:
            self.faults.append((key, str(words)))


@dataclass(frozen=True)
class Listed:
    """One kind of list.

    ``command`` writes it, with the rows in its argument ``key``; its rule says who may bring one in. ``begin`` makes
    what the rows are held against; ``check`` gives the command's arguments for a row, or None for what is there
    already. ``shown`` are two columns that tell a row from another, ``most`` how many rows it may have.
    ``current`` gives the rows that are there, where a list is meant to be taken out, changed and brought in again.
    """

    key: str
    label: Any
    meaning: Any
    command: str
    columns: tuple[Column, ...]
    begin: Callable[[Actor], Any]
    check: Callable[[Row, Actor, Any], dict[str, Any] | None]
    told: Callable[[dict[str, Any]], str]
    goes_to: str
    shown: tuple[str, str]
    most: int
    current: Callable[[Actor], list[list[str]]] | None = None


def check(listed: Listed, rows: Sequence[tuple[int, Cells]], actor: Actor) -> Checked:
    """Read a list and say all that is wrong with it, without writing anything.

    :param rows: number in the file and cells of each row that is not blank; the first has the headings.
    """
    found = Checked()
    if not rows:
        found.faults.append(Fault(1, 0, "", "", str(_("There is nothing in it."))))
        return found
    places = _places(listed, rows[0], found)
    if found.faults:
        return found
    if len(rows) - 1 > listed.most:
        said = _("%(n)s rows; at most %(limit)s at once.", n=len(rows) - 1, limit=listed.most)
        found.faults.append(Fault(rows[listed.most + 1][0], 0, "", "", str(said)))
        return found
    known, headings = listed.begin(actor), {column.key: str(column.heading) for column in listed.columns}
    for number, cells in rows[1:]:
        row = Row(dict.fromkeys(headings, "") | {key: _text(cells, at) for key, at in places.items()})
        _refuse_blanks_and_formulas(listed, row)
        args = listed.check(row, actor, known)
        if row.faults:
            found.faults += [Fault(number, places.get(k, 0), headings[k], row[k], words) for k, words in row.faults]
        elif args is None:
            found.known += 1
        else:
            found.rows.append(args)
    return found


def _places(listed: Listed, head: tuple[int, Cells], found: Checked) -> dict[str, int]:
    """Where each column stands, whatever their order."""
    number, cells = head
    names: dict[str, str] = {}
    for column in listed.columns:
        names |= {str(column.heading).casefold(): column.key, column.other.casefold(): column.key}
    places = {names[text.casefold()]: at for at in range(len(cells)) if (text := _text(cells, at)).casefold() in names}
    for column in listed.columns:
        if column.required and column.key not in places:
            words = _(
                "The column “%(heading)s” is missing. The first row must have the headings.", heading=column.heading
            )
            found.faults.append(Fault(number, 0, str(column.heading), "", str(words)))
    return places


def _text(cells: Cells, at: int) -> str:
    value = cells[at] if at < len(cells) else None
    return "" if value is None else str(value).strip()


def _refuse_blanks_and_formulas(listed: Listed, row: Row) -> None:
    for column in listed.columns:
        if column.required and not row[column.key]:
            row.wrong(column.key, _("Fill this in."))
        if row[column.key].startswith("="):
            row.wrong(column.key, _("This is a formula without a value. Write the value itself."))


def labels(known: Mapping[Any, Any]) -> dict[str, Any]:
    """What a word may be: in the reader's language, in Chinese, and as programs say it."""
    with in_locale(DEFAULT_LOCALE):
        chinese = {str(label): key for key, label in known.items()}
    return chinese | {str(label): key for key, label in known.items()} | {str(key): key for key in known}


def one_of(row: Row, key: str, known: Mapping[Any, Any]) -> Any:
    """What the word in a cell stands for; None, and a fault that names all words, when it is none of them."""
    found = labels(known)
    if row[key] in found:
        return found[row[key]]
    row.wrong(key, _("One of these: %(roles)s.", roles=", ".join(str(label) for label in known.values())))
    return None
