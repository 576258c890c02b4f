"""Tables that people upload."""

import zipfile
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from webapp.sheets import reader
from webapp.sheets.reader import Fault, Row, UnreadableError, letters, read


def _saved(book):
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("mac", [False, True])
def test_a_workbook(mac):
    book = openpyxl.Workbook()
    if mac:
        book.epoch = CALENDAR_MAC_1904
    hidden, sheet = book.active, book.create_sheet("b")
    hidden.append(["no"])
    hidden.sheet_state = "hidden"
    book.active = 1
    sheet.append(["编号", "日期"])
    sheet["A4"], sheet["B4"], sheet["AB4"] = 12, date(2025, 3, 1), "末"
    rows = read(_saved(book))
    assert rows[0] == Row(1, ("编号", "日期"))
    assert (rows[1].number, rows[1].cells[:2], rows[1].cells[27]) == (4, ("12", date(2025, 3, 1)), "末")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("mark", [",", "\t"])
def test_a_text(encoding, mark):
    data = f"村{mark}问题\r\n\r\n青龙村{mark}台阶破损\r\n".encode(encoding)
    assert read(data) == [Row(1, ("村", "问题")), Row(3, ("青龙村", "台阶破损"))]


def _refused(data):
    with pytest.raises(UnreadableError) as caught:
        read(data)
    return caught.value.fault


def test_an_entity_is_refused():
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><workbook>&b;</workbook>')
    assert _refused(file.getvalue()) == Fault.UNREADABLE


def test_limits(monkeypatch):
    book = openpyxl.Workbook()
    book.active.append(["a"])
    data = _saved(book)
    monkeypatch.setattr(reader, "LARGEST_PART", 100)
    assert _refused(data) == Fault.TOO_LARGE
    assert _refused(b"a\n" * 5_002) == Fault.TOO_MANY_ROWS
    assert _refused(b"a," * 300 + b"a") == Fault.TOO_MANY_COLUMNS
    assert _refused(b"PK\x03\x04 broken") == Fault.UNREADABLE


def test_letters():
    assert [letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
