"""Names of places in Latin letters."""

import pytest

from webapp.units.pinyin import full, initials


@pytest.mark.parametrize(
    ("name", "letters", "short"),
    [
        ("青龙村", "qinglongcun", "qlc"),
        ("白石村", "baishicun", "bsc"),
        ("石桥头村", "shiqiaotoucun", "sqtc"),
        ("望溪镇", "wangxizhen", "wxz"),
        ("农业农村办", "nongyenongcunban", "nyncb"),
    ],
)
def test_plain_names(name: str, letters: str, short: str) -> None:
    assert full(name) == letters
    assert initials(name) == short


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("长塘村", "ctc"),  # long, not elder
        ("曾家村", "zjc"),
        ("单家坪", "sjp"),
        ("朝阳村", "cyc"),
        ("重兴村", "cxc"),
        ("重石村", "zsc"),
        ("重庆", "cq"),  # known to the library as a whole
        ("六安", "la"),
        ("乐清", "yq"),
    ],
)
def test_polyphones_are_read_as_places_read_them(name: str, short: str) -> None:
    assert initials(name) == short


def test_umlaut_is_typed_as_v() -> None:
    assert full("吕村") == "lvcun"


def test_latin_letters_and_figures_stay_and_punctuation_goes() -> None:
    assert full("A区(3 组)") == "aqu3zu"
    assert initials("") == ""
