"""Every address says who may come in, and nobody else does."""

from uuid import UUID

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.cast import Cast, sign_in
from tests.house import HouseClient
from tools import docs
from webapp.kernel.http import API, PUBLIC, SIGNED_IN, UNSAFE, access_of
from webapp.kernel.policy import POLICY

# Open to everybody; anything new here is a decision, not an oversight.
OPEN = {
    "/api/v1/openapi.json", "/api/v1/session", "/assets/<version>/<path:name>", "/ca.crt", "/complaints",
    "/complaints/new", "/dev/gallery", "/healthz",
    "/invitations", "/invitations/<token>", "/manifest.webmanifest", "/metrics", "/no-role", "/offline", "/preferences",
    "/readyz", "/self-check", "/sign-in", "/sign-out", "/sw.js",
}  # fmt: skip


FILLED = {"verb": "submit", "size": "thumb", "key": "people", "out": "kinds", "step": "retire"}
"""What stands in an address where only some words may."""


def rules(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def address(rule: Rule) -> str:
    """Some address of a rule."""
    some = {name: FILLED.get(name) or (UUID(int=1) if "id" in name else "x") for name in rule.arguments}
    built = rule.build(some, append_unknown=False)
    assert built is not None
    return built[1]


def methods(rule: Rule) -> set[str]:
    return (rule.methods or set()) - {"HEAD", "OPTIONS"}


def test_every_route_says_who_may_come_in(app: Flask) -> None:
    said = {rule.rule: access_of(app, rule.endpoint) for rule in rules(app)}

    assert {route for route, who in said.items() if who not in {PUBLIC, SIGNED_IN, *POLICY}} == set()
    assert {route for route, who in said.items() if who == PUBLIC} == OPEN


def test_the_list_of_addresses_is_the_committed_one(app: Flask) -> None:
    with app.test_request_context():
        fresh = docs.routes(app)

    assert (docs.DOCS / "routes.md").read_text("utf-8") == fresh


def test_a_route_that_says_nothing_is_nobody_s(app: Flask, cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    view = app.view_functions["accounts.me"]
    app.view_functions["accounts.me"] = lambda: "open"
    try:
        assert client.get("/me").status_code == 403
    finally:
        app.view_functions["accounts.me"] = view


def test_signed_out_nothing_else_opens(app: Flask, client: HouseClient) -> None:
    met = {}
    for rule in rules(app):
        for method in methods(rule):
            if rule.rule not in OPEN:
                response = client.open(address(rule), method=method, headers={"Accept": "text/html"})
                met[f"{method} {rule.rule}"] = (response.status_code, sign_in_asked(response))

    assert {route: answer for route, answer in met.items() if answer not in {(302, True), (401, True)}} == {}


def sign_in_asked(response: TestResponse) -> bool:
    if response.status_code == 302:
        return response.headers["Location"].startswith("/sign-in?next=")
    return "auth.sign_in" in response.text


def test_nothing_is_written_from_another_site(app: Flask, cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    headers = [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}]
    answers = {
        client.open(address(rule), method=method, headers=each).status_code
        for rule in rules(app)
        for method in methods(rule) & UNSAFE
        for each in headers
    }

    assert answers == {403}


def test_a_program_without_an_origin_writes_nothing(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    del client.environ_base["HTTP_ORIGIN"]

    assert client.post("/api/v1/commands", json={}).status_code == 403


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api/v1/photos/not-an-id/thumb", "/api/v2/me", "/api/v1/tickets/x"]
)
def test_what_is_not_there_is_a_problem_inside_the_api(client: HouseClient, path: str) -> None:
    response = client.get(path)

    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert response.get_json()["code"] == "http.not_found"


def test_a_wrong_method_names_the_right_ones(app: Flask, cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    for rule in rules(app):
        if rule.rule.startswith(API) and "PATCH" not in methods(rule):
            response = client.patch(address(rule))
            assert (response.status_code, response.get_json()["code"]) == (405, "http.method")
            assert methods(rule) <= set(response.headers["Allow"].split(", "))


def test_headers_that_every_answer_carries(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    for path in ("/", "/api/v1/me", "/api/v1/nothing", "/healthz"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], path
        assert "unsafe" not in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert "Cache-Control" in headers, path


def test_a_page_says_what_it_may_do_and_an_answer_to_a_program_that_it_may_nothing(
    cast: Cast, client: HouseClient
) -> None:
    sign_in(client, "xuncha1")
    page, answer = client.get("/").headers, client.get("/api/v1/me").headers

    assert "camera=(self)" in page["Permissions-Policy"]
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"
    assert page["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer["Cross-Origin-Resource-Policy"] == page["Cross-Origin-Resource-Policy"] == "same-origin"
