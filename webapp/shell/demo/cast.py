"""Who plays which part in one ticket of the demo."""

from dataclasses import dataclass

from webapp.shell.demo.county import UNITS
from webapp.shell.demo.people import ACTORS, DUTIES, PEOPLE, STAFF, VILLAGES


@dataclass(frozen=True)
class Parts:
    """Logins by part; ``owner`` is empty where the responsible has no account.

    ``names`` are the names of the village's secretary and of whoever of the village was on the spot.
    """

    opener: str
    owner: str
    office: str
    second: str
    inspector: str
    leader: str
    names: dict[str, str]

    def login(self, part: str) -> str:
        """The login of a part of ``plots.Beat``. The office reviews, so ``reviewer`` is the office."""
        return str(getattr(self, "office" if part == "reviewer" else part))


def parts(number: int, code: str, village: str, opener: str, by_department: bool) -> Parts:
    """Cast one ticket.

    :param number: the ticket's line in the script; offices and inspectors take turns by it.
    :param code: the kind; a department answers for what begins with one of its prefixes.
    :param by_department: whether the kind is a department's by default.
    """
    township = VILLAGES[village]
    offices, inspectors, leaders = (_in(township, role) for role in ("office", "inspector", "leader"))
    office = offices[number % len(offices)]
    secretary = next(duty.login for duty in DUTIES if (duty.village, duty.kind) == (village, "village_secretary"))
    staff = STAFF.get(village, secretary)
    return Parts(
        opener=opener,
        owner=STAFF.get(_department(township, code) if by_department else village, ""),
        office=office,
        second=next(login for login in (*offices, *inspectors) if login != office),
        inspector=opener if opener in inspectors else inspectors[0],
        leader=leaders[0],
        names={"secretary": _name(secretary), "staff": _name(staff)},
    )


def _in(township: str, role: str) -> list[str]:
    """Who has this role as their first post in the township."""
    return [person.login for person in ACTORS if person.posts[0] == (role, township)]


def _department(township: str, code: str) -> str:
    """The department of the township with the longest beginning that fits the code."""
    fitting = [
        (len(start), unit.name)
        for unit in UNITS
        if unit.kind == "department" and unit.parent == township
        for start in unit.answers_for
        if code.startswith(start)
    ]
    return max(fitting)[1]


def _name(login: str) -> str:
    return next(person.name for person in PEOPLE if person.login == login)
