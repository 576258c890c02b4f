"""A file from anywhere, opened as if everybody were hostile: refused as a whole, nothing stored, little used."""

import io
import json
import resource
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from tests import make
from tests.cast import Cast, sign_in
from tests.house import HouseClient, check
from tests.html import parse
from tests.scenes import everything
from tests.sync.unsent import Phone, sent_file, zipped
from webapp.kernel.actors import Actor
from webapp.kernel.errors import AppError
from webapp.sync.archive import Archive
from webapp.sync.effects.bringing import opened
from webapp.sync.schemas import Manifest, PhotoInFile
from webapp.sync.vocab import FILE_ENTRIES, FILE_INDEX, FILE_UNPACKED, ITEMS_A_FILE, MANIFEST_BYTES

MB = 1_000_000
UNREADABLE, TOO_LARGE = "文件坏了", "文件太大"


NOBODY = Actor("", "", "", "inspector", "", "", None, None)
ID = "01990000-ffff-7000-8000-000000000001"
GOOD = {"format": "xungai-unsent/1", "person": ID, "device": ID, "items": []}
PHOTO = {"id": ID, "sha256": "0" * 64, "type": "image/jpeg", "size": 9, "file": f"photos/{ID}.jpg"}


@pytest.fixture
def phone(cast: Cast) -> Phone:
    """xuncha1's phone, with one new problem and its photo."""
    made = Phone(cast, "xuncha1")
    made.opens(photos=[1])
    return made


MANIFEST = json.dumps({"items": list(range(50))}).encode()


def entries(**more: bytes) -> list[tuple[str, bytes]]:
    """What a file holds that opens."""
    return [("manifest.json", MANIFEST), ("seal.txt", b"0" * 64), ("photos/a.jpg", b"x" * 300), *more.items()]


def zeros(size: int) -> bytes:
    return b"\0" * size


def doubled() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate"):
        return zipped([*entries(), ("manifest.json", MANIFEST)])


def patched(data: bytes, field: str, value: int) -> bytes:
    """A zip whose last record claims something else."""
    offsets = {"entries": (10, "<H"), "index": (12, "<L"), "offset": (16, "<L"), "comment": (20, "<H")}
    at, form = offsets[field]
    changed = bytearray(data)
    struct.pack_into(form, changed, len(data) - 22 + at, value)
    return bytes(changed)


def with_flag(data: bytes, flag: int) -> bytes:
    """A zip whose entries all carry a flag, in the list of entries."""
    changed, at = bytearray(data), -1
    while (at := changed.find(b"PK\x01\x02", at + 1)) >= 0:
        struct.pack_into("<H", changed, at + 8, flag)
    return bytes(changed)


def with_size(data: bytes, size: int) -> bytes:
    """A zip whose entries all claim a size, in the list of entries."""
    changed, at = bytearray(data), -1
    while (at := changed.find(b"PK\x01\x02", at + 1)) >= 0:
        struct.pack_into("<L", changed, at + 24, size)
    return bytes(changed)


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "unsent.unreadable"),
    "a photo": (lambda: make.jpeg(1), "unsent.unreadable"),
    "words": (lambda: b"PK\x05\x06" * 50, "unsent.unreadable"),
    "nothing in it": (lambda: zipped([]), "unsent.unreadable"),
    "no manifest": (lambda: zipped([("seal.txt", b"x")]), "unsent.unreadable"),
    "cut": (lambda: zipped(entries())[:-30], "unsent.unreadable"),
    "cut in front": (lambda: zipped(entries())[100:], "unsent.unreadable"),
    "with a comment": (lambda: patched(zipped(entries()), "comment", 4) + b"well", "unsent.unreadable"),
    "a list that lies elsewhere": (lambda: patched(zipped(entries()), "offset", 7), "unsent.unreadable"),
    "manifest twice": (doubled, "unsent.unreadable"),
    "above it": (lambda: zipped([*entries(), ("../evil.txt", b"x")]), "unsent.unreadable"),
    "deep above it": (lambda: zipped([*entries(), ("photos/../../evil.txt", b"x")]), "unsent.unreadable"),
    "an absolute path": (lambda: zipped([*entries(), ("/etc/evil.txt", b"x")]), "unsent.unreadable"),
    "a drive": (lambda: zipped([*entries(), ("C:/evil.txt", b"x")]), "unsent.unreadable"),
    "backslashes": (lambda: zipped([*entries(), ("..\\evil.txt", b"x")]), "unsent.unreadable"),
    "lzma": (lambda: zipped(entries(), zipfile.ZIP_LZMA), "unsent.unreadable"),
    "bzip2": (lambda: zipped(entries(), zipfile.ZIP_BZIP2), "unsent.unreadable"),
    "encrypted": (lambda: with_flag(zipped(entries()), 0x1), "unsent.unreadable"),
    "sizes that lie": (lambda: with_size(zipped(entries()), 40), "unsent.unreadable"),
    "a bomb beside it": (lambda: zipped(entries(bomb=zeros(3 * MB))), "unsent.unreadable"),
    "a bomb as manifest": (lambda: zipped([("manifest.json", zeros(3 * MB))]), "unsent.unreadable"),
    "a large manifest": (
        lambda: zipped([("manifest.json", zeros(MANIFEST_BYTES + 1))], zipfile.ZIP_STORED), "unsent.too_large",
    ),
    "all too large together": (lambda: with_size(zipped(entries()), FILE_UNPACKED), "unsent.too_large"),
    "many entries": (lambda: zipped(entries(**{str(n): b"" for n in range(FILE_ENTRIES)})), "unsent.too_large"),
    "many entries said": (lambda: patched(zipped(entries()), "entries", FILE_ENTRIES + 1), "unsent.too_large"),
    "a long list said": (lambda: patched(zipped(entries()), "index", FILE_INDEX + 1), "unsent.too_large"),
    "names without end": (lambda: zipped(entries(**{f"{n:060000}": b"" for n in range(9)})), "unsent.too_large"),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_a_file_no_phone_writes_is_refused_whole(case: str) -> None:
    build, code = FILES[case]
    data = build()

    with pytest.raises(AppError, match=code.replace(".", r"\.")):
        Archive(io.BytesIO(data)).manifest()


@pytest.mark.parametrize("case", ["a photo", "above it", "many entries"])
def test_its_sender_is_told_and_nothing_is_stored(cast: Cast, client: HouseClient, case: str) -> None:
    sign_in(client, "xuncha1")
    build, code = FILES[case]
    before = everything()

    answer = sent_file(client, build())

    sentence = {"unsent.unreadable": UNREADABLE, "unsent.too_large": TOO_LARGE}[code]
    assert (answer.status_code, sentence in answer.text, "什么也没存" in answer.text) == (422, True, True)
    assert check(parse(answer.text)) == []
    assert everything() == before


def test_no_file_at_all(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")

    answers = [
        client.post("/imports", data={}),
        sent_file(client, b"", name=""),
        client.post("/imports", data={"file": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [422] * 3


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"[]", b"null", b'"x"', b"[" * 100_000, b"\xff\xfe", b'{"format": NaN}', b"{}",
        b'{"format": 1' + b"0" * 5000 + b"}",
    ],
    ids=["empty", "cut", "list", "null", "text", "deep", "not utf-8", "nan", "bare", "long number"],
)  # fmt: skip
def test_a_manifest_that_is_no_json_object(app: Flask, raw: bytes) -> None:
    with app.test_request_context(), pytest.raises(AppError, match=r"unsent\.unreadable"):
        opened(Archive(io.BytesIO(zipped([("manifest.json", raw)], zipfile.ZIP_STORED))), NOBODY)


@pytest.mark.parametrize(
    "change",
    [
        {"format": "xungai-unsent/2"}, {"format": None}, {"person": "x"}, {"person": None}, {"device": "x"},
        {"device": ["x"]}, {"items": {}}, {"items": None}, {"items": [1]}, {"items": [{}]}, {"items": [[]]},
        {"surprise": 1}, {"items": [{"envelope": {"id": "x"}, "membership": "01990000-0004-7000-8000-000000000001"}]},
    ],
    ids=str,
)  # fmt: skip
def test_a_manifest_of_another_shape(app: Flask, change: dict[str, Any]) -> None:
    with app.test_request_context(), pytest.raises(ValidationError):
        Manifest().load(GOOD | change)


@pytest.mark.parametrize(
    "change",
    [
        {"file": "manifest.json"}, {"file": "../../etc/passwd"}, {"file": "photos/x.jpg"}, {"file": None}, {"size": -1},
        {"size": "9"}, {"size": 10**9}, {"sha256": "x"}, {"sha256": "0" * 64 + "\n"}, {"type": "x" * 65},
        {"type": None}, {"id": "x"}, {"url": "http://127.0.0.1/"},
    ],
    ids=str,
)  # fmt: skip
def test_a_photo_of_another_shape(app: Flask, change: dict[str, Any]) -> None:
    with app.test_request_context(), pytest.raises(ValidationError):
        PhotoInFile().load(PHOTO | change)


def test_counts_without_end_are_refused(cast: Cast, client: HouseClient, phone: Phone) -> None:
    sign_in(client, "xuncha1")
    many = phone.items * (ITEMS_A_FILE + 1)
    crowded = [{**phone.items[0], "photos": phone.items[0]["photos"] * 101}]

    manifests = [phone.manifest(items=items) for items in (many, crowded)]
    answers = [sent_file(client, zipped([("manifest.json", raw)], zipfile.ZIP_STORED)) for raw in manifests]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert [TOO_LARGE in answer.text for answer in answers] == [True, False]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"type": "text/html"}, "收不了这种图片"), ({"type": "image/png"}, "和它标的类型不一样"),
        ({"size": 20_000_001}, "20 MB"), ({"type": "image/jpg"}, "刚到"), ({"type": ""}, "刚到"),
    ],
    ids=str,
)  # fmt: skip
def test_a_photo_that_is_not_taken_here_spoils_its_own_item_only(
    cast: Cast, client: HouseClient, phone: Phone, change: dict[str, Any], sentence: str
) -> None:
    sign_in(client, "xuncha1")
    phone.items[0]["photos"][0] |= change
    phone.opens()

    answer = sent_file(client, phone.file())

    first, second = parse(answer.text).all("li", class_="imported-row")
    assert (answer.status_code, sentence in first.text, "刚到" in second.text) == (200, True, True), first.text


@pytest.mark.parametrize("ending", ["", ".", ".jpg/x", ".JPG", ".jpg.exe", ".toolong", "/../x.jpg"])
def test_a_photo_s_entry_is_named_after_it(app: Flask, ending: str) -> None:
    with app.test_request_context(), pytest.raises(ValidationError):
        PhotoInFile().load(PHOTO | {"file": f"photos/{PHOTO['id']}{ending}"})


def test_what_a_phone_writes_is_of_the_right_shape(app: Flask) -> None:
    with app.test_request_context():
        assert PhotoInFile().load(PHOTO) == PHOTO
        assert Manifest().load(GOOD)["items"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"size": 7},
        {"sha256": "0" * 64},
        {"data": b"no picture"},
        {"data": b""},
        {"data": b"\xff\xd8\xff" + b"\0" * 900},
    ],
    ids=lambda change: str(change)[:30],
)
def test_a_photo_that_is_not_what_the_manifest_says(
    cast: Cast, client: HouseClient, phone: Phone, change: dict[str, Any]
) -> None:
    sign_in(client, "xuncha1")
    if "data" in change:
        phone.photos = dict.fromkeys(phone.photos, change["data"])
    else:
        phone.items[0]["photos"][0] |= change

    answer = sent_file(client, phone.file())

    assert (answer.status_code, "有张照片坏了" in answer.text) == (200, True)
    after = everything()
    assert (after["photo"], after["ticket"], after["receipt"]) == ([], [], [])


def test_a_bomb_in_the_place_of_a_photo_is_not_unpacked(cast: Cast, client: HouseClient, phone: Phone) -> None:
    sign_in(client, "xuncha1")
    phone.photos = dict.fromkeys(phone.photos, zeros(15 * MB))

    answer = sent_file(client, phone.file())

    assert (answer.status_code, UNREADABLE in answer.text) == (422, True)


def test_a_long_dull_list_beside_it_is_no_bomb(cast: Cast, client: HouseClient, phone: Phone) -> None:
    """What people read in the file is not read here, and says the same thing many times."""
    sign_in(client, "xuncha1")
    dull = b"a new problem\n" * 10_000

    good = [("manifest.json", phone.manifest()), *phone.photos.items()]
    answer = sent_file(client, zipped([*good, ("list.txt", dull)]))

    assert (answer.status_code, len(dull) > 100 * len(zipped([("list", dull)]))) == (200, True)


ENTRY = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"x"


def test_a_list_of_a_million_entries_is_refused_before_it_is_read(app: Flask) -> None:
    """The library makes an object of each entry; this list would make 800 MB of them."""
    index = ENTRY * 1_000_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(index), 0, 0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with app.test_request_context(), pytest.raises(AppError, match=r"unsent\.too_large"):
        Archive(io.BytesIO(index + end))

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # KB; the test's own bytes are 50 MB


def test_a_list_hidden_behind_a_zip64_record_is_refused(app: Flask) -> None:
    index = ENTRY * (FILE_ENTRIES + 1)
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, len(index), 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(index), 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 46, 0, 0)

    with pytest.raises(AppError, match=r"unsent\.unreadable"):
        Archive(io.BytesIO(index + record + locator + end))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_file_never_breaks_anything(app: Flask, data: st.DataObject) -> None:
    whole = bytearray(zipped(entries()))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))

    for file in (bytes(whole), bytes(whole[:cut]), bytes(whole[cut:])):
        with suppress(AppError):
            archive = Archive(io.BytesIO(file))
            archive.seal()
            archive.manifest()
            archive.photo("photos/a.jpg", 300, "0" * 64)
