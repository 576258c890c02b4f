"""What programs read: lists, one ticket, similar ones, units, catalogue, oneself."""

import json

import pytest

from tests import make
from tests.cast import PASSWORD, Cast, sign_in
from tests.conftest import Clock
from tests.house import HouseClient
from tests.shapes import differences, shape
from tests.tickets.doing import full_story
from webapp.tickets import present
from webapp.tickets.present.answers import Card, TicketBody

TICKETS = "/api/v1/tickets"


def test_the_document_names_exactly_what_is_told(cast: Cast, client: HouseClient) -> None:
    ids = [full_story(cast), make.held_ticket(cast.actor("xuncha1")).id]
    ids.append(make.submitted_ticket(cast.actor("xuncha1"), cast.actor("qinglong")).id)
    sign_in(client, "xuncha1")

    for ticket_id in ids:
        told = client.get(f"{TICKETS}/{ticket_id}").get_json()
        assert differences(told, shape(TicketBody())) == []
    assert differences(client.get(TICKETS).get_json()["items"], shape(Card())) == []


def test_pages_and_programs_are_told_the_same(cast: Cast, client: HouseClient) -> None:
    ticket_id = full_story(cast)
    actor = cast.actor("zhenban")
    sign_in(client, "zhenban")

    assert client.get(f"{TICKETS}/{ticket_id}").get_json() == present.ticket(make.ticket(ticket_id), actor)


def test_a_department_is_told_nowhere_who_opened_it(cast: Cast, client: HouseClient) -> None:
    ticket_id = full_story(cast)
    opener = cast.person("xuncha1")
    sign_in(client, "minzheng")

    paths = (f"{TICKETS}/{ticket_id}", TICKETS, f"/tickets/{ticket_id}", "/tickets")
    answers = [client.get(path) for path in paths]
    told = [json.dumps(each.get_json(), ensure_ascii=False) if each.is_json else each.text for each in answers]

    assert [opener.name in each or opener.id in each for each in told] == [False] * 4
    assert "望溪镇" in told[0]  # the unit stands in the place of the name


def test_others_are_told_who_opened_it(cast: Cast, client: HouseClient) -> None:
    ticket_id = full_story(cast)
    sign_in(client, "qinglong")

    assert client.get(f"{TICKETS}/{ticket_id}").get_json()["opened_by"]["name"] == "周敏"


def test_pages_of_a_list_skip_and_repeat_nothing(cast: Cast, client: HouseClient, clock: Clock) -> None:
    inspector = cast.actor("xuncha1")
    made = []
    for number in range(7):
        made.append(make.open_ticket(inspector).id)
        if number % 2:
            clock.forward(minutes=1)  # some share their instant
    sign_in(client, "xuncha1")
    first = client.get(f"{TICKETS}?limit=3").get_json()
    make.open_ticket(inspector)  # comes in while somebody turns the pages

    seen, following = [each["id"] for each in first["items"]], first["next"]
    while following:
        page = client.get(TICKETS, query_string={"limit": 3, "cursor": following}).get_json()
        seen += [each["id"] for each in page["items"]]
        following = page["next"]

    assert sorted(seen) == sorted(made)
    assert len(seen) == 7


def test_filters_narrow_what_is_seen_and_never_widen_it(cast: Cast, client: HouseClient) -> None:
    inspector, village = cast.actor("xuncha1"), cast.unit("青龙村").id
    steps = make.open_ticket(inspector).id
    locked = make.submitted_ticket(inspector, cast.actor("qinglong"), type_code=make.LOCKED).id
    elsewhere = make.open_ticket(inspector, "白石村").id

    def ids(login: str, **wanted: str) -> set[str]:
        sign_in(client, login)
        return {each["id"] for each in client.get(TICKETS, query_string=wanted).get_json()["items"]}

    assert ids("xuncha1") == {steps, locked, elsewhere}
    assert ids("xuncha1", village=village) == {steps, locked}
    assert ids("xuncha1", type=make.STEPS) == {steps, elsewhere}
    assert ids("xuncha1", state="submitted") == {locked}
    assert ids("baishi", village=village) == set()
    assert ids("admin") == ids("linzhen") == set()


@pytest.mark.parametrize(
    "query",
    ["village=x", "state=later", "type=" + "x" * 17, "type=%00", "limit=0", "limit=9999", "limit=x", "cursor=x",
     "cursor=MjAyNnw=", "cursor=MjAyNi0wOS0wN1QwMDowMDowMHww", "cursor=" + "A" * 121, "type=%ff"],
)  # fmt: skip
def test_a_strange_question_is_refused(cast: Cast, client: HouseClient, query: str) -> None:
    sign_in(client, "xuncha1")

    response = client.get(f"{TICKETS}?{query}")

    if query == "type=%ff":  # read as the replacement letter: a kind that nobody has
        assert response.get_json()["items"] == []
    else:
        assert (response.status_code, response.get_json()["code"]) == (422, "input.invalid")


def test_what_moved_away_says_when_and_nothing_else(cast: Cast, client: HouseClient) -> None:
    ticket_id = make.open_ticket(cast.actor("xuncha1")).id
    there = cast.unit("白石村").id
    make.run(cast.actor("xuncha1"), "ticket.correct", ticket_id=ticket_id, village_id=there)
    sign_in(client, "qinglong")

    response = client.get(f"{TICKETS}/{ticket_id}")

    assert (response.status_code, response.get_json()["code"]) == (410, "ticket.moved_away")
    assert response.get_json()["details"] == {"left_at": "2026-09-07 10:00"}


def test_similar_ones_are_told_as_cards(cast: Cast, client: HouseClient) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"))
    held = make.held_ticket(cast.actor("xuncha1"))
    question = {"village_id": cast.unit("青龙村").id, "type_code": make.STEPS}

    def ids(login: str) -> set[str]:
        sign_in(client, login)
        return {each["id"] for each in client.get(f"{TICKETS}/similar", query_string=question).get_json()["items"]}

    assert ids("xuncha2") == {ticket.id, held.id}
    assert ids("qinglong") == {ticket.id}
    assert ids("baishi") == set()


@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/units", "/api/v1/catalogue", TICKETS])
def test_what_is_known_is_not_sent_again(cast: Cast, client: HouseClient, path: str) -> None:
    sign_in(client, "xuncha1")
    first = client.get(path)

    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")


def test_units_are_those_that_one_knows_of(cast: Cast, client: HouseClient) -> None:
    def names(login: str) -> list[str]:
        sign_in(client, login)
        return [each["name"] for each in client.get("/api/v1/units").get_json()["items"]]

    assert names("qinglong") == ["望溪镇", "青龙村"]
    assert names("xuncha1") == ["望溪镇", "青龙村", "白石村", "民政办", "农业农村办"]
    assert names("linzhen") == ["临河镇", "新渡村"]
    assert len(names("xianji")) == 8


def test_the_catalogue_carries_every_kind_in_both_languages(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "qinglong")

    told = client.get("/api/v1/catalogue").get_json()

    assert len(told["kinds"]) == 50
    assert all(kind["texts"]["title"].keys() == {"zh", "en"} for kind in told["kinds"])
    assert [kind["code"] for kind in told["kinds"] if kind["named"] == 1] == [make.STEPS]


def test_a_program_signs_in_reads_and_signs_out(cast: Cast, client: HouseClient) -> None:
    wrong = client.post("/api/v1/session", json={"login": "xuncha1", "password": "guess"})
    right = client.post("/api/v1/session", json={"login": "xuncha1", "password": PASSWORD})
    me = client.get("/api/v1/me")
    out = client.delete("/api/v1/session")
    gone = client.get("/api/v1/me")

    assert (wrong.status_code, wrong.get_json()["code"]) == (401, "account.wrong_sign_in")
    assert (right.status_code, right.get_json()) == (201, me.get_json())
    assert me.get_json()["acting"]["role"] == "inspector"
    assert (out.status_code, out.data, gone.status_code) == (204, b"", 401)


def test_the_document_describes_every_route_of_the_api(cast: Cast, client: HouseClient) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    described = {
        (path.replace("{", "<").replace("}", ">"), method.upper())
        for path, operations in document["paths"].items()
        for method in operations
        if method != "parameters"
    }

    assert document["openapi"] == "3.1.0"
    assert described == {
        ("/api/v1/session", "POST"), ("/api/v1/session", "DELETE"), ("/api/v1/me", "GET"),
        ("/api/v1/photos/<photo_id>", "PUT"), ("/api/v1/photos/<photo_id>", "HEAD"),
        ("/api/v1/photos/<photo_id>", "PATCH"), ("/api/v1/photos/<photo_id>/<size>", "GET"),
        ("/api/v1/commands", "POST"), ("/api/v1/tickets", "GET"), ("/api/v1/tickets/<ticket_id>", "GET"),
        ("/api/v1/tickets/similar", "GET"), ("/api/v1/units", "GET"), ("/api/v1/catalogue", "GET"),
        ("/api/v1/changes", "GET"), ("/api/v1/sheets/<sheet_id>", "GET"),
    }  # fmt: skip
