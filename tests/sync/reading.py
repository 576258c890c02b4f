"""A phone that reads by cursor, as docs/offline.md says it does."""

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.cast import sign_in

URL = "/api/v1/changes"
Answer = dict[str, Any]


class Phone:
    """Keeps what it was told: ``items`` by ticket, ``gone`` with when, ``kit``, and ``cursor``."""

    def __init__(self, app: Flask, login: str, unit: str | None = None) -> None:
        self.client = app.test_client()
        self.wear(login, unit)
        self.items: dict[str, Answer] = {}
        self.gone: dict[str, str] = {}
        self.cursor = self.kit = ""
        self.old: set[str] = set()

    def wear(self, login: str, unit: str | None = None) -> None:
        """Act as somebody, in one of their hats."""
        sign_in(self.client, login, unit)

    def ask(self, **query: Any) -> TestResponse:
        """One question, with the cursor it has."""
        return self.client.get(URL, query_string={"since": self.cursor, **query})

    def page(self, **query: Any) -> Answer:
        """One answer, taken in."""
        answer = self.ask(**query)
        assert answer.status_code == 200, answer.text
        told: Answer = answer.get_json()
        if told["reset"]:
            self.old = set(self.items)
        for item in told["items"]:
            self.items[item["id"]] = item
            self.old.discard(item["id"])
        for each in told["gone"]:
            self.items.pop(each["id"], None)
            self.gone[each["id"]] = each["left_at"]
        self.cursor, self.kit = told["next"], told["kit"]
        if not told["more"]:
            for ticket_id in self.old:
                self.items.pop(ticket_id, None)
            self.old = set()
        return told

    def read(self, **query: Any) -> list[Answer]:
        """All there is to read, page by page."""
        pages = [self.page(**query)]
        while pages[-1]["more"]:
            pages.append(self.page(**query))
        return pages

    def news(self, **query: Any) -> list[str]:
        """The tickets that are told now, in order."""
        return [item["id"] for page in self.read(**query) for item in page["items"]]
