"""What the phone counts and draws by itself without a signal is what the server counts and draws."""

import json
import subprocess
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask_sqlalchemy import SQLAlchemy

from tests.conftest import MONDAY, Clock
from tests.html import Element, parse
from webapp.catalogue import queries as catalogue
from webapp.shell import kit
from webapp.sync.vocab import FINISHED_KEPT
from webapp.tickets import clock as rules
from webapp.tickets import words
from webapp.tickets.vocab import UNFINISHED, State

HANDS = Path(__file__).parents[1] / "js" / "hands.js"
DAY = timedelta(days=1)


def phone(calls: list[tuple[str, list[Any]]]) -> list[Any]:
    """What the phone's own functions answer."""
    run = subprocess.run(
        ["node", str(HANDS)], input=json.dumps(calls), capture_output=True, encoding="utf-8", check=True
    )
    answers: list[Any] = json.loads(run.stdout)
    return answers


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_both_show_the_same_light_on_every_day_of_years(
    app: Flask, db: SQLAlchemy, clock: Clock, language: str
) -> None:
    calls: list[tuple[str, list[Any]]] = []
    expected: list[dict[str, str]] = []
    with app.test_request_context(headers={"Accept-Language": language}):
        calendar, phrases = catalogue.calendar(), words.phrases()
        for kept_on in (MONDAY + timedelta(days=n) for n in range(-600, 600, 29)):
            clock.set(kept_on)
            workdays = kit.workdays()
            for age, ahead in product((0, 5, 30), range(-90, 90, 13)):
                day = kept_on.date() + age * DAY
                due, term = day + ahead * DAY, 1 + abs(ahead) // 2
                facts = {"due_on": due.isoformat(), "amber_from": rules.amber_from(due, term, calendar).isoformat()}
                for name, said in (("lightOf", words.light_text), ("reviewLightOf", words.review_text)):
                    light = rules.light(due, term, day, calendar)
                    text = said(light)
                    calls.append((name, [facts, day.isoformat(), workdays, phrases]))
                    expected.append({"colour": light.colour, "text": text, "label": words.light_label(light, text)})

    assert phone(calls) == expected
    assert {each["colour"] for each in expected} == {"green", "amber", "red"}


def test_the_light_of_a_stopped_clock_is_the_same(app: Flask, db: SQLAlchemy) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        light = rules.light(MONDAY.date(), 10, MONDAY.date(), catalogue.calendar(), paused=True)
        text = words.light_text(light)
        facts = {"due_on": "2026-09-07", "amber_from": "2026-09-04", "paused": True}
        said = phone([("lightOf", [facts, "2026-09-09", kit.workdays(), words.phrases()])])

    assert said == [{"colour": "paused", "text": text, "label": words.light_label(light, text)}]


def test_both_call_the_same_tickets_finished_and_keep_them_as_long() -> None:
    *unfinished, days = phone([*[("isUnfinished", [{"state": state}]) for state in State], ("finishedKeptDays", [])])

    assert unfinished == [state in UNFINISHED for state in State]
    assert timedelta(days=days) == FINISHED_KEPT


def light_of(colour: str) -> dict[str, str]:
    return {"colour": colour, "text": f"1 < 2 {colour}", "label": f"heard & {colour}"}


CARD = {
    "url": "/tickets/x?a=1&b=2", "title": "Sign \"A\" <b>", "light": light_of("red"), "type": {"icon": "signboard"},
}  # fmt: skip
STEP = {"text": "Sent <back>", "at_text": "09-07 10:00", "who": "Zhou 'Min'", "quote": "a & b"}
ICON = {"piece": ["thumb", [{"kind": "signboard"}]]}
ROW = {**CARD, "second": "Qinglong", "date": "Mon", "picture": ICON}
BARE_ROW = {**ROW, "second": "", "date": "", "light": None, "pending": True}
AWAITED = {"text": "Review", "awaited": True}
PLAIN_STEP = {**STEP, "quote": "", "pending": True}
SECTION = ["Due <now>", {"piece": ["dotted", [["text"]]]}, {"count": 3, "aside": "by day"}]

# One drawing of each piece: what the phone is asked for; the server's file and macro call.
DRAWN: list[tuple[str, list[Any], str, str]] = [
    ("icon", ["phone", 18], "icon", 'icon("phone", 18)'),
    ("dotted", [["a<b", "", None, "c"]], "dotted", 'dotted(["a<b", "", none, "c"])'),
    *[
        ("lightMark", [light_of(colour)], "light", f'light(light_of("{colour}"))')
        for colour in ("green", "amber", "red", "paused")
    ],
    ("lightTally", ["amber", "2 < 3"], "light", 'light_tally("amber", "2 < 3")'),
    ("ticketRow", [ROW], "ticket_row", 'ticket_row(card, second="Qinglong", clock="Mon")'),
    ("ticketRow", [BARE_ROW], "ticket_row", 'ticket_row(dict(card, light=none), "", clock="", pending=True)'),
    ("timelineStep", [STEP], "timeline", "timeline_step(step)"),
    ("timelineStep", [AWAITED], "timeline", "timeline_step(awaited)"),
    ("timelineStep", [PLAIN_STEP], "timeline", "timeline_step(plain_step)"),
    ("section", SECTION, "section", 'section("Due <now>", 3, "by day")'),
]


def test_both_draw_the_same_pieces(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        ours = [outline(drawn(file, call)) for _, _, file, call in DRAWN]
    theirs = phone([(name, args) for name, args, _, _ in DRAWN])

    assert [outline(each) for each in theirs] == ours


def drawn(file: str, call: str) -> str:
    name = call.partition("(")[0]
    use = f"{{% call {call} %}}text{{% endcall %}}" if name == "section" else f"{{{{ {call} }}}}"
    source = f'{{% from "components/{file}.html" import {name} %}}{use}'
    return render_template_string(
        source, card=CARD, step=STEP, awaited=AWAITED, plain_step=PLAIN_STEP, light_of=light_of
    )


def outline(markup: str) -> list[Any]:
    """Elements with their attributes, and the words; where a version stands in an address it is left out."""
    return _below(parse(markup))


def _below(element: Element) -> list[Any]:
    children = [
        [child.tag, {name: _plain(name, value) for name, value in child.attrs.items()}, *_below(child)]
        if isinstance(child, Element)
        else child.strip()
        for child in element.children
    ]
    return [child for child in children if child]


def _plain(name: str, value: str) -> str:
    return value.partition("#")[2] if name == "href" and "#" in value else value
