"""Evidence: what a fix has to show, and whose photos may be named."""

from typing import Any

import pytest

from tests import make
from tests.cast import Cast
from webapp.kernel.errors import AppError
from webapp.photos import queries as photos
from webapp.tickets import queries
from webapp.tickets.problems import PHOTO_MISSING


def refused(cast: Cast, login: str, name: str, **args: Any) -> AppError:
    with pytest.raises(AppError) as caught:
        make.run(cast.actor(login), name, **args)
    return caught.value


def test_who_must_show_a_photo_is_told_why(cast: Cast) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"), type_code=make.WIRING)

    error = refused(cast, "qinglong", "ticket.submit", ticket_id=ticket.id, words="好了")

    assert error.problem.code == "ticket.photo_needed"
    assert error.details["reason"]


def test_a_phone_answer_carries_no_photo_and_closes_with_the_reviewer_s_own(cast: Cast) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"), type_code=make.WIRING)
    make.submit(cast.actor("zhenban"), ticket.id, channel="phone")
    inspector = cast.actor("xuncha1")

    without = refused(cast, "xuncha1", "ticket.close", ticket_id=ticket.id)
    make.run(inspector, "ticket.close", ticket_id=ticket.id, photos=[make.claim(make.make_photo(inspector))])

    assert without.problem.code == "ticket.photo_needed"
    assert make.ticket(ticket.id).state == "closed"


def test_who_enters_a_fix_for_somebody_says_how_it_came(cast: Cast) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"))

    codes = [
        refused(cast, "zhenban", "ticket.submit", ticket_id=ticket.id, words="好了", **channel).problem.code
        for channel in ({}, {"channel": "self"})
    ]

    assert codes == ["ticket.reason_needed"] * 2


def test_what_an_inspector_must_see_asks_no_photo_of_the_village(cast: Cast) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"), type_code=make.LOCKED)
    make.submit(cast.actor("qinglong"), ticket.id)

    assert refused(cast, "zhenban", "ticket.close", ticket_id=ticket.id).problem.code == "ticket.seeing_needed"


@pytest.mark.parametrize("who", ["village", "witness"])
def test_what_an_inspector_must_see_closes_with_a_free_photo_or_a_witness(cast: Cast, who: str) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"), type_code=make.LOCKED)
    village = cast.actor("qinglong")
    if who == "village":
        make.run(village, "ticket.submit", ticket_id=ticket.id, photos=[make.claim(make.make_photo(village))])
    else:
        make.run(cast.actor("xuncha2"), "ticket.witness", ticket_id=ticket.id, fixed_by="刘志强", words="开着")

    assert make.run(cast.actor("zhenban"), "ticket.close", ticket_id=ticket.id)["state"] == "closed"


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("ticket.submit", {"words": ""}),
        ("ticket.witness", {"fixed_by": "刘志强"}),
        ("ticket.comment", {"words": "  "}),
    ],
)
def test_an_empty_word_is_refused(cast: Cast, name: str, args: dict[str, Any]) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"))
    login = "xuncha1" if name == "ticket.witness" else "qinglong"

    assert refused(cast, login, name, ticket_id=ticket.id, **args).problem.code == "ticket.nothing_to_show"


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("ticket.return", {"reason_code": "other"}),
        ("ticket.void", {"reason": " "}),
        ("ticket.witness", {"fixed_by": " ", "words": "x"}),
    ],
)
def test_a_reason_of_spaces_is_none(cast: Cast, name: str, args: dict[str, Any]) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"))
    if name == "ticket.return":
        make.submit(cast.actor("qinglong"), ticket.id)
    login = "xuncha1" if name == "ticket.witness" else "zhenban"

    code = refused(cast, login, name, ticket_id=ticket.id, **args).problem.code

    assert code in {"ticket.reason_needed", "input.invalid"}


class TestPhotos:
    """Photos that a command names."""

    def test_what_has_not_arrived_is_named(self, cast: Cast) -> None:
        actor = cast.actor("xuncha1")
        here, away, other = make.make_photo(actor), make.new_id(), make.new_id()
        claims = [make.claim(each) for each in (here, other, away, away)]

        error = refused(cast, "xuncha1", "ticket.open", **self.report(cast, claims))

        assert error.problem is PHOTO_MISSING
        assert error.details == {"count": 2, "ids": sorted([away, other])}

    def test_somebody_else_s_photo_has_not_arrived(self, cast: Cast) -> None:
        theirs = make.make_photo(cast.actor("qinglong"))

        error = refused(cast, "xuncha1", "ticket.open", **self.report(cast, [make.claim(theirs)]))

        assert error.details["ids"] == [theirs]

    def test_a_photo_of_other_bytes_has_not_arrived(self, cast: Cast) -> None:
        claim = make.claim(make.make_photo(cast.actor("xuncha1")), sha256="0" * 64)

        assert refused(cast, "xuncha1", "ticket.open", **self.report(cast, [claim])).problem is PHOTO_MISSING

    def test_a_photo_belongs_to_one_problem(self, cast: Cast) -> None:
        actor = cast.actor("xuncha1")
        claim = make.claim(make.make_photo(actor))
        make.open_ticket(actor, photos=[claim])

        code = refused(cast, "xuncha1", "ticket.open", **self.report(cast, [claim])).problem.code

        assert code == "ticket.photo_taken"

    def test_a_photo_named_twice_hangs_once(self, cast: Cast) -> None:
        actor = cast.actor("xuncha1")
        photo = make.make_photo(actor)

        ticket = make.open_ticket(actor, photos=[make.claim(photo), make.claim(photo)])

        assert [each.photo_id for each in photos_on(ticket.id)] == [photo]

    def test_a_step_takes_so_many_photos(self, cast: Cast) -> None:
        claims = [make.claim(make.new_id()) for _ in range(13)]

        error = refused(cast, "xuncha1", "ticket.open", **self.report(cast, claims))

        assert (error.problem.code, error.details) == ("ticket.too_many_photos", {"limit": 12})

    def test_what_the_device_claims_is_kept_beside_the_photo(self, cast: Cast) -> None:
        actor = cast.actor("xuncha1")
        claim = make.claim(
            make.make_photo(actor), taken_at="2026-09-07T09:00:00+08:00", lat=26.3, lng=108.6, accuracy=12.5,
            source="camera",
        )  # fmt: skip

        (kept,) = photos_on(make.open_ticket(actor, photos=[claim]).id)

        assert (kept.lat, kept.lng, kept.accuracy, kept.source) == (26.3, 108.6, 12.5, "camera")
        assert kept.taken_at is not None
        assert kept.taken_at.isoformat() == "2026-09-07T01:00:00+00:00"

    def test_a_photo_is_seen_by_whom_its_ticket_is_seen(self, cast: Cast) -> None:
        actor = cast.actor("xuncha1")
        photo = make.make_photo(actor)
        alone = self.viewers(cast, photo)
        ticket = make.held_ticket(actor, photos=[make.claim(photo)])
        held = self.viewers(cast, photo)

        make.run(actor, "ticket.release", ticket_id=ticket.id)

        assert alone == {"xuncha1"}
        assert held == {"xuncha1", "xuncha2", "zhenban", "zhenban2", "lingdao", "xianji"}
        assert self.viewers(cast, photo) == held | {"qinglong"}

    def test_who_sent_a_photo_loses_sight_of_it_with_the_ticket(self, cast: Cast) -> None:
        village = cast.actor("qinglong")
        ticket = make.open_ticket(cast.actor("xuncha1"))
        photo = make.make_photo(village)
        make.run(village, "ticket.comment", ticket_id=ticket.id, photos=[make.claim(photo)])
        assert "qinglong" in self.viewers(cast, photo)

        moved = cast.unit("白石村").id
        make.run(cast.actor("zhenban"), "ticket.correct", ticket_id=ticket.id, village_id=moved, reason="看错了村")

        assert "qinglong" not in self.viewers(cast, photo)

    def report(self, cast: Cast, claims: list[dict[str, Any]]) -> dict[str, Any]:
        there = cast.unit("青龙村").id
        return {"ticket_id": make.new_id(), "village_id": there, "type_code": make.STEPS, "photos": claims}

    def viewers(self, cast: Cast, photo_id: str) -> set[str]:
        logins = ("xuncha1", "xuncha2", "qinglong", "baishi", "minzheng", "zhenban", "zhenban2", "lingdao", "xianji")
        found = set()
        for login in (*logins, "admin", "linzhen"):
            try:
                photos.get(cast.actor(login), photo_id)
            except AppError:
                continue
            found.add(login)
        return found


def photos_on(ticket_id: str) -> Any:
    return queries.photos_of([ticket_id])
