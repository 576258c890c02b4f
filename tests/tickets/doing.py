"""What somebody meets who asks for a ticket or for a step on it."""

from tests import make
from tests.cast import LOGINS, Cast
from webapp.kernel.errors import AppError
from webapp.kernel.policy import can
from webapp.tickets import queries

TOWNSHIP = {"xuncha1", "xuncha2", "zhenban", "zhenban2", "lingdao", "xianji"}
"""Who sees everything in 望溪镇."""


def sees(cast: Cast, login: str, ticket_id: str) -> str:
    """``yes``, or the code of what they are told."""
    try:
        queries.get(cast.actor(login), ticket_id)
    except AppError as error:
        return error.problem.code
    return "yes"


def seen_by(cast: Cast, ticket_id: str) -> set[str]:
    return {login for login in LOGINS if sees(cast, login, ticket_id) == "yes"}


def may(cast: Cast, login: str, verb: str, ticket_id: str) -> str:
    if sees(cast, login, ticket_id) != "yes":
        return "."
    return "y" if can(cast.actor(login), verb, make.ticket(ticket_id)) else "3"


def full_story(cast: Cast) -> str:
    """A ticket on which nearly everything happened."""
    inspector, department, office = (cast.actor(login) for login in ("xuncha1", "minzheng", "zhenban"))
    ticket_id = make.open_ticket(
        inspector, type_code=make.SIGN, fields={"sign_text": "示范点", "sign_position": "gate"},
        photos=[make.claim(make.make_photo(inspector, 1))], venue_id=cast.venue("青龙村").id,
    ).id  # fmt: skip
    make.run(department, "ticket.submit", ticket_id=ticket_id, photos=[make.claim(make.make_photo(department, 2))])
    make.run(inspector, "ticket.return", ticket_id=ticket_id, reason_code="other", words="还在")
    make.run(inspector, "ticket.comment", ticket_id=ticket_id, photos=[make.claim(make.make_photo(inspector, 3))])
    make.run(department, "ticket.submit", ticket_id=ticket_id, photos=[make.claim(make.make_photo(department, 4))])
    make.run(office, "ticket.close", ticket_id=ticket_id, photos=[make.claim(make.make_photo(office, 5))])
    return ticket_id
