"""The shipped catalogue, against the codes of the field and the rules of the house; and bad files."""

import json
from pathlib import Path
from typing import Any

import pytest

from webapp.catalogue.documents import SHIPPED, CatalogueError, load, parse
from webapp.catalogue.vocab import ICONS, LANGUAGES, DefaultOwner, EvidencePolicy, Severity

CATALOGUE = load()

# The field's list (severity 1–3, term), then what the speech named beside it. A1-03 is two kinds.
FIELD = {
    "A1-01": (2, 5), "A1-02": (2, 5), "A1-03a": (3, 30), "A1-03b": (3, 1), "A1-04": (1, 10),
    "A1-05": (3, 2), "A1-06": (3, 2), "A1-07": (1, 2),
    "A2-01": (2, 3), "A2-02": (1, 10), "A2-03": (2, 1), "A2-04": (2, 2), "A2-05": (2, 5), "A2-06": (1, 10),
    "A3-01": (1, 15), "A3-02": (1, 10), "A3-03": (1, 10),
    "A4-01": (2, 15), "A4-02": (1, 3), "A4-03": (2, 5), "A5-01": (1, 3),
    "B1-01": (2, 7), "B1-02": (1, 10), "B1-03": (1, 10), "B1-04": (1, 5), "B1-05": (1, 5), "B1-06": (2, 5),
    "B1-07": (2, 3), "B1-08": (3, 10),
    "B2-01": (1, 5), "B2-02": (1, 3), "B2-03": (1, 5), "B2-04": (3, 1), "B2-05": (3, 3), "B2-06": (2, 1),
    "B2-07": (1, 5),
    "B3-01": (2, 5), "B3-02": (1, 5), "B3-03": (1, 3), "B3-04": (3, 10), "B3-05": (3, 10),
    "B4-01": (2, 15), "B4-02": (2, 5), "B4-03": (3, 5), "B4-04": (2, 10), "B5-01": (2, 15), "B6-01": (2, 10),
}  # fmt: skip
ADDED = {"A1-08", "A1-09", "A3-04"}
DEPARTMENTS = {
    "B1-01", "B1-02", "B1-03", "B1-06", "B1-08", "B2-01", "B2-02", "B2-03", "B2-04", "B2-05", "B2-06",
    "B3-04", "B3-05", "B4-01", "B4-02", "B4-03", "B4-04", "B5-01", "B6-01",
}  # fmt: skip
NAMED = (
    ("A1-08", "台阶破裂"),
    ("A3-01", "桌椅参差不齐"),
    ("A1-09", "门前杂草丛生"),
    ("A3-04", "设备上布满灰尘"),
    ("A1-01", "活动室当仓库"),
    ("A1-02", "白天大门紧闭"),
    ("B3-01", "三张清单未按要求公示"),
    ("B1-01", "牌子乱象"),
    ("B2-01", "僵尸工作群"),
)
SEVERITIES = (Severity.MINOR, Severity.MAJOR, Severity.CRITICAL)


def shipped() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return document


def entry(document: dict[str, Any], code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in document["types"] if each["code"] == code)
    return found


def test_every_picture_of_a_kind_is_in_the_sprite() -> None:
    sprite = (SHIPPED.parents[3] / "static" / "img" / "sprite.svg").read_text("utf-8")
    assert [icon for icon in sorted(ICONS) if f'id="i-{icon}"' not in sprite] == []


def test_every_kind_of_the_field_is_there_and_nothing_unexplained() -> None:
    assert {kind.code for kind in CATALOGUE.kinds} == set(FIELD) | ADDED


@pytest.mark.parametrize("code", FIELD)
def test_severity_and_term_are_those_of_the_field(code: str) -> None:
    severity, term = FIELD[code]

    assert CATALOGUE.kind(code).severity is SEVERITIES[severity - 1]
    assert CATALOGUE.kind(code).term_days == term


def test_whatever_differs_from_the_field_carries_a_note() -> None:
    decided = ADDED | {"A1-03a", "A1-03b", "B4-02"}

    assert {kind.code for kind in CATALOGUE.kinds if kind.note} == decided


def test_departments_answer_for_what_they_caused() -> None:
    owned = {kind.code for kind in CATALOGUE.kinds if kind.default_owner is DefaultOwner.DEPARTMENT}

    assert owned == DEPARTMENTS


def test_no_photo_is_demanded_of_or_for_a_department() -> None:
    policies = {CATALOGUE.kind(code).evidence for code in DEPARTMENTS}

    assert EvidencePolicy.REQUIRED not in policies


def test_a_photo_is_required_only_where_people_are_in_danger_and_it_says_so() -> None:
    required = {kind.code for kind in CATALOGUE.kinds if kind.evidence is EvidencePolicy.REQUIRED}

    assert required == {"A1-03b", "A1-05", "A1-06"}
    assert all(CATALOGUE.kind(code).evidence_reason for code in required)


def test_the_nine_named_problems_stand_first_and_are_found_by_their_words() -> None:
    named = sorted((kind for kind in CATALOGUE.kinds if kind.named), key=lambda kind: kind.named or 0)

    assert [kind.code for kind in named] == [code for code, _ in NAMED]
    assert [kind.named for kind in named] == list(range(1, 10))
    for kind, (_, words) in zip(named, NAMED, strict=True):
        assert words in kind.keywords


def test_every_text_stands_in_both_languages_and_tiles_are_short() -> None:
    for kind in CATALOGUE.kinds:
        for text in (kind.title, kind.short, kind.alternatives, kind.how_to_fix):
            assert set(text) == set(LANGUAGES)
        assert len(kind.short["zh"]) <= 6
        assert len(kind.title["zh"]) <= 12
        assert "!" not in str(kind)
        assert "！" not in str(kind)


def test_tiles_and_titles_are_told_apart() -> None:
    for language in LANGUAGES:
        assert len({kind.short[language] for kind in CATALOGUE.kinds}) == len(CATALOGUE.kinds)
        assert len({kind.title[language] for kind in CATALOGUE.kinds}) == len(CATALOGUE.kinds)


def test_no_kind_asks_for_rules_on_the_wall() -> None:
    assert not [kind.code for kind in CATALOGUE.kinds if "上墙" in kind.how_to_fix["zh"]]


def test_structured_fields_offer_their_choices() -> None:
    fields = {field.key: field for field in CATALOGUE.kind("B3-01").fields}

    assert len(CATALOGUE.choices[fields["list_kind"].choices or ""]) >= 3
    assert [field.key for field in CATALOGUE.kind("B2-01").fields] == [
        "platform", "group_name", "last_message_on",
    ]  # fmt: skip
    assert CATALOGUE.kind("B1-01").fields[0].key == "sign_text"


def faults(document: Any) -> list[str]:
    with pytest.raises(CatalogueError) as caught:
        parse(document)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("code", "change", "line"),
    [
        (
            "A1-03a",
            {"how_to_fix": {"zh": "修好"}},
            "A1-03a: how_to_fix: a text has exactly the languages zh, en",
        ),
        ("A1-01", {"title": {"zh": " ", "en": "x"}}, "A1-01: title.zh: empty"),
        (
            "A1-01",
            {"short": {"zh": "一二三四五六七", "en": "x"}},
            "A1-01: short.zh: longer than 6 characters",
        ),
        ("A1-05", {"icon": "rocket"}, "A1-05: icon: no such icon"),
        ("A1-09", {"named": 1}, "A1-09: named: two kinds have this place"),
        ("A1-09", {"code": "A9-09"}, "A9-09: code: its group is not in categories"),
        ("A1-09", {"evidence": "required"}, "A1-09: evidence_reason: a required photo needs a reason"),
        ("A1-05", {"evidence": "optional"}, "A1-05: evidence_reason: a reason without a required photo"),
        ("A1-02", {"surprise": 1}, "A1-02: surprise: Unknown field."),
    ],
)
def test_a_fault_names_the_entry(code: str, change: dict[str, Any], line: str) -> None:
    document = shipped()
    entry(document, code).update(change)

    assert line in faults(document)


@pytest.mark.parametrize("term", [0, -3, 251, "5", 2.5])
def test_a_term_is_a_whole_number_of_days(term: Any) -> None:
    document = shipped()
    entry(document, "B4-02")["term_days"] = term

    assert faults(document)[0].startswith("B4-02: term_days: ")


def test_a_choice_field_needs_its_list() -> None:
    document = shipped()
    del document["choices"]["platforms"]

    assert "B2-01: fields: no list of choices platforms" in faults(document)


def test_a_code_stands_once() -> None:
    document = shipped()
    document["types"].append(dict(document["types"][0]))

    assert "A1-01: code: stands twice" in faults(document)


@pytest.mark.parametrize("document", [None, [], 3, "x", {}, {"types": [3]}, {"types": None}])
def test_no_catalogue_at_all(document: Any) -> None:
    assert faults(document)


def test_a_file_that_is_not_json_says_so(tmp_path: Path) -> None:
    broken = tmp_path / "mine.json"
    broken.write_text("{", encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"mine\.json: not JSON"):
        load(broken)
