"""Role × route × relation: who gets what from every address that can be read (tests/contracts/matrix.txt).

A route that is missing from the table fails, and so does an answer that differs. What is hidden must answer
exactly like what does not exist.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests import make
from tests.cast import LOGINS, Cast, sign_in
from tests.house import HouseClient
from webapp.kernel.http import PUBLIC, access_of
from webapp.units.queries import current_memberships

pytestmark = pytest.mark.slow

TABLE = Path(__file__).with_name("matrix.txt")
NOBODY = "nobody"
COLUMNS = (NOBODY, *LOGINS)
FRESH = re.compile(r'name="command_id" value="[0-9a-f-]{36}"')
NOWHERE = "01990000-ffff-7000-8000-000000000000"

RELATIONS = {
    "own": "released, in 青龙村, 青龙村's to fix",
    "sent": "the same, and a fix waits for its review",
    "dept": "released, in 青龙村, 民政办's to fix",
    "next": "released, in 白石村 of the same township",
    "far": "released, in 新渡村 of the other township",
    "held": "not released, in 青龙村",
}
OBJECTS = {  # route → one address for each relation; a photo hangs on the ticket of that relation
    "/tickets/<uuid:ticket_id>": "/tickets/{ticket}",
    "/tickets/<uuid:ticket_id>/opened": "/tickets/{ticket}/opened",
    "/tickets/<ticket_id>/<any(…):verb>": "/tickets/{ticket}/submit",
    "/tickets/<uuid:ticket_id>/paper": "/tickets/{ticket}/paper",
    "/review/<uuid:ticket_id>": "/review/{ticket}",
    "/api/v1/tickets/<uuid:ticket_id>": "/api/v1/tickets/{ticket}",
    "/api/v1/photos/<uuid:photo_id>/<any(…):size>": "/api/v1/photos/{photo}/thumb",
    "/api/v1/photos/<uuid:photo_id>/<any(…):size> original": "/api/v1/photos/{photo}/original",
}
UNITS = {"own": "青龙村", "next": "白石村", "far": "新渡村"}
PEOPLE = {"own": "qinglong", "dept": "minzheng", "far": "linzhen"}
OF_PEOPLE = {  # route → one address for each person; a phone is theirs
    "/people/<uuid:person_id>": "/people/{person}",
    "/people/<uuid:person_id>/memberships/<uuid:membership_id>/end": "/people/{person}/memberships/{post}/end",
    "/people/<uuid:person_id>/invitation": "/people/{person}/invitation",
    "/people/<uuid:person_id>/access": "/people/{person}/access",
    "/people/<uuid:person_id>/devices/<uuid:device_id>/lost": "/people/{person}/devices/{phone}/lost",
}
OF_SHEETS = (  # an exported file is its own person's: the office's here and next door
    "/sheets/<uuid:sheet_id>",
    "/sheets/<uuid:sheet_id>/file",
    "/api/v1/sheets/<uuid:sheet_id>",
)
ASKED = {"own": "zhenban", "far": "linzhen"}
PLAIN = {"/api/v1/tickets/similar": "/api/v1/tickets/similar?village_id={village}&type_code=A1-08"}


def short(rule: str) -> str:
    """A route without the list of its words."""
    head, bracket, rest = rule.partition("<any(")
    return f"{head}<any(…){rest.partition(')')[2]}" if bracket else rule


def readable(app: Flask) -> set[str]:
    """All routes that somebody signed in may read."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return {short(rule.rule) for rule in rules if access_of(app, rule.endpoint) != PUBLIC}


@pytest.fixture
def places(cast: Cast) -> dict[str, tuple[str, str]]:
    """Relation → the ids of a ticket and of its photo."""
    sent = shown(cast, "xuncha1", "青龙村")
    make.submit(cast.actor("qinglong"), sent[0])
    return {
        "own": shown(cast, "xuncha1", "青龙村"),
        "sent": sent,
        "dept": shown(cast, "xuncha1", "青龙村", type_code=make.GROUP),
        "next": shown(cast, "xuncha1", "白石村"),
        "far": shown(cast, "linzhen", "新渡村"),
        "held": shown(cast, "xuncha1", "青龙村", hold_back=True),
    }


def shown(cast: Cast, login: str, village: str, **args: object) -> tuple[str, str]:
    actor = cast.actor(login)
    photo = make.make_photo(actor)
    return make.open_ticket(actor, village, photos=[make.claim(photo)], **args).id, photo


def addresses(app: Flask, cast: Cast, places: dict[str, tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """(route, relation, address) of every line of the table."""
    for route, address in OBJECTS.items():
        for relation, (ticket, photo) in places.items():
            yield route, relation, address.format(ticket=ticket, photo=photo)
    for relation, village in UNITS.items():
        unit, venue = cast.unit(village).id, cast.venue(village).id
        yield "/units/<uuid:unit_id>", relation, f"/units/{unit}"
        yield "/units/<uuid:unit_id>/venues/<uuid:venue_id>", relation, f"/units/{unit}/venues/{venue}"
        yield "/villages/<uuid:village_id>", relation, f"/villages/{cast.unit(village).id}"
        yield "/villages/<uuid:village_id>/paper", relation, f"/villages/{cast.unit(village).id}/paper"
    for relation, login in PEOPLE.items():
        person = cast.person(login).id
        phone, post = make.phone(person), current_memberships(person)[0].id
        for route, address in OF_PEOPLE.items():
            yield route, relation, address.format(person=person, phone=phone, post=post)
    yield from _of_townships(cast)
    yield "/unsent/<uuid:item_id>", "-", f"/unsent/{NOWHERE}"
    yield "/settings/lists/<any(…):key>", "-", "/settings/lists/people"
    yield "/settings/lists/<any(…):out>/current", "-", "/settings/lists/kinds/current"
    yield "/settings/catalogue/<code>", "-", "/settings/catalogue/A1-01"
    yield "/settings/lists/<any(…):key>/template", "-", "/settings/lists/people/template"
    for route in sorted(readable(app)):
        if "<" not in route:
            yield route, "-", PLAIN.get(route, route).format(village=cast.unit("青龙村").id)


def _of_townships(cast: Cast) -> Iterator[tuple[str, str, str]]:
    """Sheets and messages in the box: what belongs to a township."""
    for relation, town in (("own", "望溪镇"), ("far", "临河镇")):
        yield "/complaints/<uuid:complaint_id>", relation, f"/complaints/{make.complaint(cast.unit(town).id)}"
    for relation, login in ASKED.items():
        sheet = make.run(cast.actor(login), "ledger.export", address={"view": "all"})["sheet_id"]
        for route in OF_SHEETS:
            yield route, relation, route.replace("<uuid:sheet_id>", sheet)


def expected() -> dict[tuple[str, str], dict[str, str]]:
    """(route, relation) → column → status, as committed."""
    lines = [line.split("|") for line in TABLE.read_text("utf-8").splitlines() if line.startswith("/")]
    return {
        (route.strip(), relation.strip()): dict(zip(COLUMNS, statuses.split(), strict=True))
        for route, relation, statuses in lines
    }


def answer(client: HouseClient, address: str) -> TestResponse:
    return client.get(address, headers={"Accept": "text/html"})


def test_every_readable_route_stands_in_the_table(app: Flask) -> None:
    named = {route.removesuffix(" original") for route, _ in expected()}

    assert named == readable(app)


@pytest.mark.parametrize("login", COLUMNS)
def test_everybody_gets_what_the_table_says(
    app: Flask, cast: Cast, client: HouseClient, places: dict[str, tuple[str, str]], login: str
) -> None:
    if login != NOBODY:
        sign_in(client, login)

    found = {
        (route, relation): str(answer(client, address).status_code)
        for route, relation, address in addresses(app, cast, places)
    }

    assert found == {line: statuses[login] for line, statuses in expected().items()}


@pytest.mark.parametrize("login", ["qinglong", "minzheng", "linzhen"])
def test_what_is_hidden_answers_exactly_like_what_does_not_exist(
    app: Flask, cast: Cast, client: HouseClient, places: dict[str, tuple[str, str]], login: str
) -> None:
    sign_in(client, login)
    compared = 0
    for route, address in OBJECTS.items():
        for relation, (ticket, photo) in places.items():
            nothing = answer(client, address.format(ticket=NOWHERE, photo=NOWHERE))
            hidden = answer(client, address.format(ticket=ticket, photo=photo))
            if hidden.status_code == 302:
                answer(client, "/me")  # reads the sentence that the redirect left for the next page
            if hidden.status_code == 404:
                assert trace(hidden) == trace(nothing), (route, relation)
                compared += 1

    assert compared >= 5


def trace(response: TestResponse) -> tuple[str, dict[str, str]]:
    """What of an answer could give something away: all but the address asked for and ids made just now."""
    path = response.request.path
    text = FRESH.sub('name="command_id" value=""', response.text.replace(path, "").replace(quote(path, safe=""), ""))
    text = text.replace(response.headers["X-Request-ID"], "")
    fresh = ("Date", "Content-Length", "X-Request-ID")
    return text, {name: value for name, value in response.headers if name not in fresh}
