"""A test client that reads pages as a strict visitor: ``client.page(url)`` fails on broken house rules."""

import contextvars
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.html import Element, parse
from webapp.kernel.db import db

INPUTS = {"input", "select", "textarea"}
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}
SAFE_FORMS = "get"


class Page:
    """A fetched page: ``response``, ``tree`` (see tests/html.py), ``text``."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.html = response.get_data(as_text=True)
        self.tree = parse(self.html)

    @property
    def text(self) -> str:
        """All words of the body, spaces collapsed."""
        return self.tree.first("body").text

    def form(self, action: str = "", **attributes: str) -> Element:
        """The one form whose action ends with ``action``."""
        found = [f for f in self.tree.all("form", **attributes) if f.get("action", "").endswith(action)]
        assert len(found) == 1, f"{len(found)} forms with action …{action}"
        return found[0]

    def links(self) -> list[str]:
        """Addresses of all links."""
        return [a.get("href") for a in self.tree.all("a")]


class HouseClient(FlaskClient):
    """FlaskClient plus ``page`` and ``submit``; each request gets an app context of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.environ_base["HTTP_ORIGIN"] = "http://localhost"

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request. What the test has put into its session is committed first, and what it holds is
        loaded again afterwards; without a context of its own the request would share ``g`` with the last."""
        if has_app_context():
            db.session.commit()
        return contextvars.Context().run(super().open, *args, **kwargs)

    def page(self, url: str, *, status: int = 200, **kwargs: Any) -> Page:
        """Fetch a page, follow redirects, and hold it against the house rules."""
        kwargs.setdefault("follow_redirects", True)
        response = self.get(url, **kwargs)
        assert response.status_code == status, f"{url}: {response.status_code} {response.text[:300]}"
        page = Page(response)
        faults = check(page.tree)
        assert not faults, f"{url}: " + "; ".join(faults)
        return page

    def submit(self, form: Element, /, url: str = "", **values: Any) -> TestResponse:
        """Send a form as a browser would: its own fields, overwritten by ``values``."""
        data: dict[str, Any] = {}
        for field in form.all(*INPUTS):
            name, kind = field.get("name"), field.get("type", "text")
            if not name or "disabled" in field.attrs or kind in ("submit", "button", "file", "image"):
                continue
            if kind in ("checkbox", "radio") and "checked" not in field.attrs:
                continue
            data.setdefault(name, []).append(field.value())
        data.update(values)
        return self.open(form.get("action") or url, method=form.get("method", "get").upper(), data=data)


def check(tree: Element) -> list[str]:
    """Broken house rules (styles.md C7), as sentences."""
    faults = [*_headings(tree), *_ids(tree), *_inline(tree), *_words(tree)]
    for rule in (_inputs, _buttons, _images, _forms, _links):
        faults += rule(tree)
    return faults


def _headings(tree: Element) -> list[str]:
    faults = []
    titles = [t for t in tree.all("title") if not t.inside("svg")]
    if len(titles) != 1 or not titles[0].text:
        faults.append(f"{len(titles)} titles")
    headings = [h for h in tree.all("h1") if not h.inside("template", "dialog")]
    if len(headings) != 1:
        faults.append(f"{len(headings)} h1")
    faults += ["h1 without text" for heading in headings if not heading.name()]
    if not tree.first("html").get("lang"):
        faults.append("html without lang")
    return faults


def _ids(tree: Element) -> list[str]:
    seen: set[str] = set()
    faults = []
    for element in tree.walk():
        identifier = element.get("id")
        if identifier and not element.inside("template"):
            if identifier in seen:
                faults.append(f"id {identifier} twice")
            seen.add(identifier)
    return faults


def _inline(tree: Element) -> list[str]:
    faults = []
    for element in tree.walk():
        if element.tag == "style" or "style" in element.attrs:
            faults.append(f"inline style on {element}")
        if element.tag == "script" and "src" not in element.attrs and "json" not in element.get("type"):
            faults.append("inline script")
        faults += [f"{name} on {element}" for name in element.attrs if name.startswith("on")]
        if element.get("href").startswith("javascript:"):
            faults.append(f"javascript: in {element}")
    return faults


def _words(tree: Element) -> list[str]:
    body = tree.first("body").text
    return [f"{mark!r} in the text" for mark in ("{{", "{%", "%(", "{n}", "None ") if mark in body]


def _inputs(tree: Element) -> list[str]:
    labels = {label.get("for") for label in tree.all("label")}
    return [
        f"{field} has no label"
        for field in tree.all(*INPUTS)
        if field.get("type") not in UNLABELLED
        and field.get("id", "-") not in labels
        and not field.inside("label")
        and not (field.get("aria-label") or field.get("aria-labelledby"))
        and "hidden" not in field.attrs
    ]


def _buttons(tree: Element) -> list[str]:
    return [f"{button} has no text" for button in tree.all("button") if not button.name()]


def _images(tree: Element) -> list[str]:
    return [f"{image} has no alt" for image in tree.all("img") if "alt" not in image.attrs]


def _forms(tree: Element) -> list[str]:
    """A writing form carries a command_id, so that a double tap is a replay, or says why it needs none."""
    faults = []
    for form in tree.all("form"):
        if form.get("method", "get").lower() == SAFE_FORMS or "data-no-command" in form.attrs:
            continue
        if not any(field.get("name") == "command_id" for field in form.all("input")):
            faults.append(f"{form} has no command_id")
    return faults


def _links(tree: Element) -> list[str]:
    return [f"{a} leads nowhere" for a in tree.all("a") if a.get("href") in ("", "#") or not a.name()]
