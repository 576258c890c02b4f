"""Words of the tree of units."""

from datetime import timedelta
from enum import StrEnum

from webapp.kernel.text import lazy


class UnitKind(StrEnum):
    """What a unit 单位 is."""

    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    DEPARTMENT = "department"


class Role(StrEnum):
    """What a membership 任职 lets a person do; design.md section 1."""

    INSPECTOR = "inspector"
    VILLAGE_STAFF = "village_staff"
    DEPARTMENT_STAFF = "department_staff"
    OFFICE = "office"
    LEADER = "leader"
    COUNTY_VIEWER = "county_viewer"
    ADMINISTRATOR = "administrator"


LONGEST_AHEAD = timedelta(days=366)
"""How far ahead a role may be given or its last day be named."""


class DutyKind(StrEnum):
    """Who answers for a village."""

    CONTACT_CADRE = "contact_cadre"
    FIRST_SECRETARY = "first_secretary"
    VILLAGE_SECRETARY = "village_secretary"
    SPECIALIST = "specialist"


KIND_LABELS = {
    UnitKind.COUNTY: lazy("County"),
    UnitKind.TOWNSHIP: lazy("Township"),
    UnitKind.VILLAGE: lazy("Village"),
    UnitKind.DEPARTMENT: lazy("Department"),
}

ROLE_LABELS = {
    Role.INSPECTOR: lazy("Inspector"),
    Role.VILLAGE_STAFF: lazy("Village staff"),
    Role.DEPARTMENT_STAFF: lazy("Department"),
    Role.OFFICE: lazy("Township office"),
    Role.LEADER: lazy("Leader"),
    Role.COUNTY_VIEWER: lazy("County viewer"),
    Role.ADMINISTRATOR: lazy("Administrator"),
}

DUTY_LABELS = {
    DutyKind.CONTACT_CADRE: lazy("Contact cadre"),
    DutyKind.FIRST_SECRETARY: lazy("First secretary"),
    DutyKind.VILLAGE_SECRETARY: lazy("Village secretary"),
    DutyKind.SPECIALIST: lazy("Named person"),
}

# What lies below what.
BELOW = {
    UnitKind.COUNTY: (UnitKind.TOWNSHIP, UnitKind.DEPARTMENT),
    UnitKind.TOWNSHIP: (UnitKind.VILLAGE, UnitKind.DEPARTMENT),
    UnitKind.VILLAGE: (),
    UnitKind.DEPARTMENT: (),
}
# What one can work as in a unit of each kind.
ROLES_IN = {
    UnitKind.COUNTY: (Role.COUNTY_VIEWER, Role.ADMINISTRATOR),
    UnitKind.TOWNSHIP: (Role.LEADER, Role.OFFICE, Role.INSPECTOR),
    UnitKind.VILLAGE: (Role.VILLAGE_STAFF,),
    UnitKind.DEPARTMENT: (Role.DEPARTMENT_STAFF,),
}
MOST_ROWS = 500
"""Rows of a list that is brought in: a township has some hundred people and places."""

NAME_LENGTH = 64
PREFIX_LENGTH = 2
"""Letters of a township's name before the numbers of its problems 望溪-0001, unless it says others."""

NORTH, EAST = (3, 54), (73, 136)
"""Latitudes and longitudes of China, in degrees: whoever gives them the other way round is told."""


def is_in_china(lat: float, lng: float) -> bool:
    """Whether a point may be one of ours."""
    return NORTH[0] <= lat <= NORTH[1] and EAST[0] <= lng <= EAST[1]


# Roles that work for the whole township and see all of it.
TOWNSHIP_ROLES = frozenset({Role.INSPECTOR, Role.OFFICE, Role.LEADER})
# Roles that look from above the township.
COUNTY_ROLES = frozenset({Role.COUNTY_VIEWER, Role.ADMINISTRATOR})
# Roles that work in the villages, often without a signal: their phones keep what they may see.
READING_ROLES = frozenset({Role.INSPECTOR, Role.VILLAGE_STAFF, Role.DEPARTMENT_STAFF})
# Roles that are asked to put things right.
RESPONSIBLE_ROLES = frozenset({Role.VILLAGE_STAFF, Role.DEPARTMENT_STAFF})
