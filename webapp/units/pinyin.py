"""How the name of a place sounds, so that a few Latin letters find it.

Polyphones. pypinyin knows thousands of place names as whole words (重庆, 乐清, 六安, 大埔) and those win.
What is left it reads letter by letter, by the reading most frequent in prose: 长 alone is "zhang" to it,
but in a village's name 长 is nearly always "long", chang. ``PLACE_READINGS`` and ``PLACE_WORDS`` say how
places read them. Some stay a guess (重 is zhong in 重石, chong elsewhere): what is proposed here is kept on
the unit and can be corrected there.
"""

from functools import cache
from types import ModuleType

PLACE_READINGS = {
    "长": "cháng",
    "曾": "zēng",
    "单": "shàn",
    "都": "dū",
    "弄": "lòng",
}
"""Letters that read differently in the names of villages and in prose."""

PLACE_WORDS = {
    "朝阳": [["cháo"], ["yáng"]],
    "重兴": [["chóng"], ["xīng"]],
    "重光": [["chóng"], ["guāng"]],
}
"""The same for whole words."""


def full(name: str) -> str:
    """The whole name in Latin letters: ``青龙村`` → ``qinglongcun``. Latin letters and figures stay."""
    return "".join(_syllables(name, _reader().Style.NORMAL))


def initials(name: str) -> str:
    """The first letter of each syllable: ``青龙村`` → ``qlc``. Latin letters and figures stay."""
    return "".join(_syllables(name, _reader().Style.FIRST_LETTER))


@cache
def _reader() -> ModuleType:
    """The library with the readings of places; its dictionaries take 57 MB, so who names nothing does without."""
    import pypinyin  # noqa: PLC0415 - see above

    pypinyin.load_single_dict({ord(letter): reading for letter, reading in PLACE_READINGS.items()})
    pypinyin.load_phrases_dict(PLACE_WORDS)
    return pypinyin


def _syllables(name: str, style: int) -> list[str]:
    """One lower-case piece for each Chinese letter, punctuation left out."""
    pieces = _reader().lazy_pinyin(name, style=style, errors="default", v_to_u=False)
    kept = ("".join(letter for letter in piece.lower() if letter.isalnum()) for piece in pieces)
    return [piece for piece in kept if piece]
