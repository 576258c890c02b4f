"""Rows of a table that somebody uploads: .xlsx, .csv, or text pasted from a spreadsheet. Trusts nothing in it."""

import csv
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from io import BytesIO, StringIO
from xml.parsers import expat

LARGEST_FILE = 10_000_000
LARGEST_PART = 60_000_000
"""Bytes of one part of a workbook when inflated."""
MOST_ROWS = 5_001
"""With the headings."""
MOST_COLUMNS = 200

FORMULA = "=…"
"""What stands for a formula of which the file does not say the value."""

Value = str | date | None
Attributes = dict[str, str]


class Fault(StrEnum):
    """Why a file cannot be read."""

    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    UNREADABLE = "unreadable"
    NO_SHEET = "no_sheet"


class UnreadableError(Exception):
    """The file as a whole cannot be read; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class Row:
    """A row that is not blank: its number in the file, from 1, and its cells from column A."""

    number: int
    cells: tuple[Value, ...]


def letters(column: int) -> str:
    """The letters of a column, as a spreadsheet names it: 0 is A, 26 is AA."""
    column += 1
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def read(data: bytes) -> list[Row]:
    """Rows of the first visible sheet of a workbook, or of a text. Raises UnreadableError."""
    if len(data) > LARGEST_FILE:
        raise UnreadableError(Fault.TOO_LARGE)
    if not data.startswith(b"PK"):
        return _text(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _workbook(archive)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, KeyError, IndexError, ValueError, OverflowError) as error:
        raise UnreadableError(Fault.UNREADABLE) from error
    except (NotImplementedError, RuntimeError, EOFError) as error:  # packed in another way, or with a password
        raise UnreadableError(Fault.UNREADABLE) from error


def _text(data: bytes) -> list[Row]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")  # what a spreadsheet program saves as .csv in China
        except UnicodeDecodeError as error:
            raise UnreadableError(Fault.UNREADABLE) from error
    if "\0" in text:
        raise UnreadableError(Fault.UNREADABLE)
    head = text.split("\n", 1)[0]
    rows: list[Row] = []
    try:
        for number, cells in enumerate(
            csv.reader(StringIO(text, newline=""), delimiter="\t" if "\t" in head else ","), 1
        ):
            _add(rows, number, [cell.strip() or None for cell in cells])
    except csv.Error as error:
        raise UnreadableError(Fault.UNREADABLE) from error
    return rows


def _add(rows: list[Row], number: int, cells: list[Value]) -> None:
    while cells and cells[-1] is None:
        cells.pop()
    if not cells:
        return
    if len(cells) > MOST_COLUMNS:
        raise UnreadableError(Fault.TOO_MANY_COLUMNS)
    if len(rows) == MOST_ROWS:
        raise UnreadableError(Fault.TOO_MANY_ROWS)
    rows.append(Row(number, tuple(cells)))


def _parse(
    archive: zipfile.ZipFile,
    name: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    # The size that the archive tells may be a lie: so much is inflated and no more.
    with archive.open(name) as part:
        data = part.read(LARGEST_PART + 1)
    if len(data) > LARGEST_PART:
        raise UnreadableError(Fault.TOO_LARGE)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise UnreadableError(Fault.UNREADABLE)  # no workbook has a DTD; whoever sends one wants its entities

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda tag, found: start(_local(tag), {_local(key): found[key] for key in found})
    if end:
        parser.EndElementHandler = lambda tag: end(_local(tag))
    if text:
        parser.CharacterDataHandler = text
    parser.Parse(data, True)


def _local(name: str) -> str:
    return name.rsplit(" ", 1)[-1]


def _workbook(archive: zipfile.ZipFile) -> list[Row]:
    sheets: list[str] = []
    targets: dict[str, str] = {}
    epoch = [date(1899, 12, 30)]

    def book(tag: str, found: Attributes) -> None:
        if tag == "workbookPr" and found.get("date1904") in ("1", "true"):
            epoch[0] = date(1904, 1, 1)
        if tag == "sheet" and found.get("state", "visible") == "visible":
            sheets.append(found["id"])

    def link(tag: str, found: Attributes) -> None:
        if tag == "Relationship":
            targets[found["Id"]] = found["Target"]

    _parse(archive, "xl/workbook.xml", book)
    _parse(archive, "xl/_rels/workbook.xml.rels", link)
    if not sheets:
        raise UnreadableError(Fault.NO_SHEET)
    sheet = posixpath.normpath(posixpath.join("/xl", targets[sheets[0]])).lstrip("/")
    return _Sheet(_shared(archive), _date_styles(archive), epoch[0]).read(archive, sheet)


def _shared(archive: zipfile.ZipFile) -> list[str]:
    texts: list[str] = []
    inside: list[str] = []

    def start(tag: str, _found: Attributes) -> None:
        inside.append(tag)
        if tag == "si":
            texts.append("")

    def end(_tag: str) -> None:
        inside.pop()

    def text(data: str) -> None:
        if inside[-1] == "t" and "rPh" not in inside:  # how a word is spoken is no part of it
            texts[-1] += data

    if "xl/sharedStrings.xml" in archive.namelist():
        _parse(archive, "xl/sharedStrings.xml", start, end, text)
    return texts


def _date_styles(archive: zipfile.ZipFile) -> set[int]:
    own: dict[str, str] = {}
    used: list[str] = []
    inside = [False]

    def start(tag: str, found: Attributes) -> None:
        if tag == "numFmt":
            own[found["numFmtId"]] = found["formatCode"]
        if tag == "cellXfs":
            inside[0] = True
        if tag == "xf" and inside[0]:
            used.append(found.get("numFmtId", "0"))

    def end(tag: str) -> None:
        if tag == "cellXfs":
            inside[0] = False

    if "xl/styles.xml" in archive.namelist():
        _parse(archive, "xl/styles.xml", start, end)
    return {at for at, number in enumerate(used) if _is_date(number, own.get(number, ""))}


def _is_date(number: str, code: str) -> bool:
    # 14–22, and 27–36 and 50–58 which mean dates in Chinese editions (ECMA-376, 18.8.30)
    if not code:
        return int(number) in {*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)}
    return bool(re.search(r"[yd]", re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", code.lower())))


class _Sheet:
    """One sheet on its way out of its part."""

    def __init__(self, shared: list[str], dates: set[int], epoch: date) -> None:
        self._shared, self._dates, self._epoch = shared, dates, epoch
        self._rows: list[Row] = []
        self._cells: list[Value] = []
        self._number = 0
        self._column = -1
        self._cell: Attributes = {}
        self._inside: list[str] = []
        self._text = ""
        self._formula = False

    def read(self, archive: zipfile.ZipFile, name: str) -> list[Row]:
        _parse(archive, name, self._start, self._end, self._data)
        return self._rows

    def _start(self, tag: str, found: Attributes) -> None:
        self._inside.append(tag)
        if tag == "row":
            self._number = int(found.get("r", self._number + 1))
            self._cells, self._column = [], -1
        elif tag == "c":
            self._cell, self._text, self._formula = found, "", False
            self._column = _column(found["r"]) if "r" in found else self._column + 1
        elif tag == "f":
            self._formula = True

    def _data(self, data: str) -> None:
        if self._inside[-1] in ("v", "t") and "rPh" not in self._inside:
            self._text += data

    def _end(self, tag: str) -> None:
        self._inside.pop()
        if tag == "c" and (value := self._value()) is not None:
            if self._column >= MOST_COLUMNS:
                raise UnreadableError(Fault.TOO_MANY_COLUMNS)
            self._cells += [None] * (self._column + 1 - len(self._cells))
            self._cells[self._column] = value
        elif tag == "row":
            _add(self._rows, self._number, self._cells)

    def _value(self) -> Value:
        kind, text = self._cell.get("t", "n"), self._text.strip()
        if not text:
            return FORMULA if self._formula else None
        if kind == "s":
            return self._shared[int(text)].strip() or None
        if kind != "n":
            return text
        number = float(text)
        if int(self._cell.get("s", "0")) in self._dates:
            return self._epoch + timedelta(days=int(number))
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else text


def _column(address: str) -> int:
    column = 0
    for letter in address.rstrip("0123456789"):
        column = column * 26 + ord(letter) - 64
    if column < 1:
        raise ValueError(address)
    return column - 1
