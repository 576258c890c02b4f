"""The kit: what one person's phone keeps beside tickets, in their words, with their key, and nobody else's."""

import json
from typing import Any

import pytest
from flask import Flask

from tests.cast import Cast, sign_in
from tests.house import HouseClient, Page
from webapp.kernel.http import DEVICE_HEADER
from webapp.shell.kit import DAYS_BACK, workdays
from webapp.sync.archive import unsent_key
from webapp.tickets.present.asking import PLAIN_FORMS

PHONE = "0b0e7d2c-93a1-4a07-8f0e-2f6b1d8c5a10"


def fetched(client: HouseClient, login: str, headers: dict[str, str] | None = None) -> Page:
    sign_in(client, login)
    response = client.get("/kit", headers=headers or {})
    assert response.status_code == 200
    return Page(response)


def facts(page: Page) -> dict[str, Any]:
    (block,) = page.tree.all("script", id="kit")
    found: dict[str, Any] = json.loads("".join(child for child in block.children if isinstance(child, str)))
    return found


def forms(page: Page) -> set[str]:
    return {each.get("id") for each in page.tree.all("template")}


def test_an_inspectors_kit_has_the_villages_and_every_form_that_works_without_a_signal(
    client: HouseClient, cast: Cast
) -> None:
    page = fetched(client, "xuncha1")
    told = facts(page)

    assert told["home"] == "inspector"
    assert [each["name"] for each in told["villages"]] == ["青龙村", "白石村"]
    assert told["villages"][0]["venues"] == ["党员活动室", "公开栏"]
    assert {"new", "unsent", "item", "me"} | {f"verb-{verb}" for verb in PLAIN_FORMS} <= forms(page)


def test_a_villages_kit_begins_with_what_it_answers_for(client: HouseClient, cast: Cast) -> None:
    told = facts(fetched(client, "qinglong"))

    assert told["home"] == "responsible"
    assert told["unit"]["name"] == "青龙村"


def test_a_desks_kit_keeps_no_villages_and_draws_no_home(client: HouseClient, cast: Cast) -> None:
    told = facts(fetched(client, "lingdao"))

    assert told["home"] == ""
    assert told["villages"] == []


@pytest.mark.parametrize("login", ["xuncha1", "qinglong", "baishi", "minzheng", "zhenban", "lingdao"])
def test_nobody_finds_the_next_townships_villages_in_it(client: HouseClient, cast: Cast, login: str) -> None:
    assert "新渡村" not in fetched(client, login).html


def test_only_the_phone_that_asks_gets_its_owners_key(client: HouseClient, cast: Cast) -> None:
    mine = facts(fetched(client, "xuncha1", {DEVICE_HEADER: f"{PHONE}; made=1"}))["unsent_key"]
    unnamed = facts(fetched(client, "xuncha1"))["unsent_key"]
    others = facts(fetched(client, "xuncha2", {DEVICE_HEADER: PHONE}))["unsent_key"]

    assert mine == unsent_key(cast.person("xuncha1").id, PHONE)
    assert unnamed == ""
    assert others == unsent_key(cast.person("xuncha2").id, PHONE) != mine


def test_the_kit_says_which_version_of_the_app_it_belongs_to(client: HouseClient, cast: Cast) -> None:
    sign_in(client, "xuncha1")
    response = client.get("/kit")

    assert f"/assets/{response.headers['X-Xungai-Version']}/" in response.text


def test_its_working_days_reach_back_to_what_is_long_overdue(cast: Cast) -> None:
    told = workdays()

    assert told["days"][DAYS_BACK.days] == "1"  # the Monday of all tests
    assert told["days"][DAYS_BACK.days - 2 : DAYS_BACK.days] == "00"


def test_the_page_without_a_kit_says_its_version_too(app: Flask, client: HouseClient) -> None:
    """A worker keeps nothing else under its address: networks answer with pages of their own."""
    response = client.get("/offline")
    assert response.headers["X-Xungai-Version"] == app.extensions["assets"].version


def test_the_page_without_a_kit_names_nobody(client: HouseClient, cast: Cast) -> None:
    """It is kept for whoever holds the phone, and shown to somebody who has just signed out."""
    sign_in(client, "xuncha1")
    assert "data-person" not in client.get("/offline").get_data(as_text=True)
    assert "data-person" in client.get("/unsent").get_data(as_text=True)
