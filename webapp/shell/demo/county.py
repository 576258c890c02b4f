"""The demo county 安澜县: units, venues and what departments answer for. Every name is invented.

Positions are WGS-84 degrees in an empty stretch of mountains; villages lie two to eight kilometres apart.
"""

from dataclasses import dataclass
from math import cos, radians

KM_NORTH = 1 / 110.9
"""Degrees of latitude in a kilometre at this latitude."""


@dataclass(frozen=True)
class DemoVenue:
    """A place in a village. ``kind`` is a word of ours for its icon and for the stories."""

    name: str
    kind: str
    lat: float
    lng: float


@dataclass(frozen=True)
class DemoUnit:
    """A node of the tree; ``parent`` is the name of the unit above, None for the county.

    ``answers_for`` are the beginnings of catalogue codes a department answers for.
    """

    name: str
    kind: str
    parent: str | None
    lat: float
    lng: float
    number_prefix: str = ""
    venues: tuple[DemoVenue, ...] = ()
    answers_for: tuple[str, ...] = ()


CENTRE = (26.3200, 108.6200)
"""The market street of 望溪镇; everything else is so many kilometres east and north of it."""

# name: kilometres east and north of the centre; the order is the register's
WANGXI = {
    "青龙村": (2.2, 1.6),
    "白石村": (-2.4, 2.0),
    "上湾村": (0.4, 4.6),
    "柳树坪村": (4.9, 3.4),
    "石桥头村": (-5.3, 0.7),
    "大樟村": (-4.6, 4.4),
    "竹园村": (5.6, -0.8),
    "双井村": (2.6, -2.9),
    "金鸡岭村": (-2.7, -3.2),
    "河口村": (0.2, -6.4),
    "松林坡村": (-6.2, -4.3),
    "长塘村": (6.0, -5.1),
}
LINHE = {
    "新渡村": (18.6, -0.1),
    "梅岭村": (14.7, 0.6),
    "沙洲村": (19.4, -3.7),
    "官田村": (15.0, -4.4),
    "泉水村": (22.1, -0.8),
    "古塘村": (17.3, -7.2),
}

# name and kind of a venue, and metres east and north of the village's middle
ROOM = ("党员活动室", "activity_room", 30, 40)
CENTRE_HALL = ("便民服务中心", "service_centre", 0, 0)
BOARD = ("公开栏", "notice_board", 45, -20)
SQUARE = ("文化广场", "culture_square", -120, 90)
STATION = ("新时代文明实践站", "practice_station", 80, 130)
FULL, USUAL, SMALL, SMALLEST = (
    (ROOM, CENTRE_HALL, BOARD, SQUARE),
    (ROOM, CENTRE_HALL, BOARD),
    (ROOM, BOARD, STATION),
    (ROOM, BOARD),
)
VENUES = {
    "青龙村": FULL,
    "白石村": FULL,
    "上湾村": USUAL,
    "柳树坪村": USUAL,
    "石桥头村": SMALL,
    "大樟村": FULL,
    "竹园村": USUAL,
    "双井村": SMALL,
    "金鸡岭村": SMALLEST,
    "河口村": USUAL,
    "松林坡村": SMALLEST,
    "长塘村": SMALL,
    "新渡村": FULL,
    "梅岭村": USUAL,
    "沙洲村": USUAL,
    "官田村": SMALL,
    "泉水村": SMALLEST,
    "古塘村": SMALL,
}


def _at(east: float, north: float) -> tuple[float, float]:
    """Degrees of a point so many kilometres from the centre."""
    lat = CENTRE[0] + north * KM_NORTH
    lng = CENTRE[1] + east * KM_NORTH / cos(radians(CENTRE[0]))
    return round(lat, 6), round(lng, 6)


def _village(name: str, township: str, east: float, north: float) -> DemoUnit:
    venues = tuple(
        DemoVenue(venue, kind, *_at(east + metres_east / 1000, north + metres_north / 1000))
        for venue, kind, metres_east, metres_north in VENUES[name]
    )
    return DemoUnit(name, "village", township, *_at(east, north), venues=venues)


UNITS = (
    DemoUnit("安澜县", "county", None, *_at(9.0, 3.0)),
    DemoUnit("望溪镇", "township", "安澜县", *_at(0, 0), number_prefix="望溪"),
    DemoUnit("临河镇", "township", "安澜县", *_at(17.0, -2.0), number_prefix="临河"),
    DemoUnit("民政办", "department", "望溪镇", *_at(0.1, 0.1), answers_for=("B1", "B3-04", "B3-05", "B5", "B6")),
    DemoUnit("农业农村办", "department", "望溪镇", *_at(0.1, 0.2), answers_for=("B2", "B4")),
    *(_village(name, "望溪镇", *where) for name, where in WANGXI.items()),
    *(_village(name, "临河镇", *where) for name, where in LINHE.items()),
)
"""All units, parents before children, villages in the register's order."""
