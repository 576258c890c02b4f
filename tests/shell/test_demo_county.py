"""The demo county: whole, in order, and plainly invented."""

from math import cos, hypot, radians

from webapp.catalogue.documents import load
from webapp.catalogue.vocab import DefaultOwner
from webapp.shell.demo.cast import parts
from webapp.shell.demo.county import KM_NORTH, UNITS, DemoUnit
from webapp.shell.demo.people import ACTORS, DUTIES, PEOPLE, VILLAGES

BY_NAME = {unit.name: unit for unit in UNITS}
VILLAGE_UNITS = [unit for unit in UNITS if unit.kind == "village"]
SIGN_INS = {
    "xuncha1": ("周敏", "inspector", "望溪镇"),
    "xuncha2": ("何建", "inspector", "望溪镇"),
    "qinglong": ("刘志强", "village_staff", "青龙村"),
    "baishi": ("王桂兰", "village_staff", "白石村"),
    "minzheng": ("赵文", "department_staff", "民政办"),
    "zhenban": ("陈岚", "office", "望溪镇"),
    "zhenban2": ("孙立", "office", "望溪镇"),
    "lingdao": ("韩松", "leader", "望溪镇"),
    "xianji": ("钱宁", "county_viewer", "安澜县"),
    "admin": ("管理员", "administrator", "安澜县"),
    "linzhen": ("吴越", "office", "临河镇"),
}


def kilometres(one: DemoUnit, other: DemoUnit) -> float:
    return hypot(
        (one.lat - other.lat) / KM_NORTH,
        (one.lng - other.lng) * cos(radians(one.lat)) / KM_NORTH,
    )


def test_two_townships_eighteen_villages_two_departments() -> None:
    kinds = [unit.kind for unit in UNITS]

    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "county": 1,
        "township": 2,
        "department": 2,
        "village": 18,
    }


def test_parents_come_before_their_children() -> None:
    for place, unit in enumerate(UNITS):
        assert unit.parent is None or unit.parent in {each.name for each in UNITS[:place]}


def test_the_fixed_sign_ins_are_those_of_the_design() -> None:
    found = {person.login: (person.name, *person.posts[0]) for person in ACTORS}

    assert {login: found[login] for login in SIGN_INS} == SIGN_INS


def test_every_post_is_in_a_unit_of_its_kind() -> None:
    fitting = {
        "inspector": "township",
        "office": "township",
        "leader": "township",
        "village_staff": "village",
        "department_staff": "department",
        "county_viewer": "county",
        "administrator": "county",
    }
    for person in ACTORS:
        for role, unit in person.posts:
            assert BY_NAME[unit].kind == fitting[role]


def test_names_logins_and_numbers_are_nobodys_twice() -> None:
    assert len({person.login for person in PEOPLE}) == len(PEOPLE)
    assert len({person.name for person in PEOPLE}) == len(PEOPLE)
    assert len({person.phone for person in PEOPLE}) == len(PEOPLE)
    assert all(person.phone.startswith("199000000") and len(person.phone) == 11 for person in PEOPLE)


def test_every_village_has_its_secretary_and_its_contact_cadre() -> None:
    duties = {(duty.village, duty.kind) for duty in DUTIES}

    for village in VILLAGES:
        assert (village, "village_secretary") in duties
        assert (village, "contact_cadre") in duties
    assert {duty.login for duty in DUTIES} <= {person.login for person in PEOPLE}


def test_villages_lie_two_to_eight_kilometres_apart() -> None:
    for village in VILLAGE_UNITS:
        nearest = min(kilometres(village, other) for other in VILLAGE_UNITS if other is not village)
        assert 2 <= nearest <= 8


def test_venues_lie_in_their_village_two_to_four_of_them() -> None:
    for village in VILLAGE_UNITS:
        assert 2 <= len(village.venues) <= 4
        assert len({venue.name for venue in village.venues}) == len(village.venues)
        for venue in village.venues:
            place = DemoUnit(venue.name, "venue", village.name, venue.lat, venue.lng)
            assert kilometres(village, place) < 0.3


def test_somebody_of_the_township_answers_for_every_burden() -> None:
    for kind in load().kinds:
        if kind.default_owner is DefaultOwner.DEPARTMENT:
            assert parts(0, kind.code, "青龙村", "xuncha1", by_department=True).owner in {"minzheng", "nongye"}
