"""The clock in words, in the reader's language. The word is the fact: 剩 3 天, never 黄灯 alone."""

from collections.abc import Callable
from datetime import date
from typing import Any

from webapp.kernel.text import _, joined, ngettext
from webapp.tickets.clock import Colour, Light

WORST_FIRST = (Colour.RED, Colour.AMBER, Colour.GREEN, Colour.PAUSED)


def light_text(light: Light) -> str:
    """What the light of a ticket says: 剩 3 天, 明天到期, 今天到期, 已过期, 超 2 天, 计时已停."""
    if light.colour is Colour.PAUSED:
        return str(_("Clock stopped"))
    if light.colour is Colour.RED:
        return _over(light)
    if light.due_today:
        return str(_("Due today"))
    if light.due_tomorrow:
        return str(_("Due tomorrow"))
    return str(ngettext("%(num)d day left", "%(num)d days left", light.days_left))


def review_text(light: Light) -> str:
    """What the office's own review light says: 今天要复核, 明天要复核, 复核剩 2 天, 复核超 1 天."""
    if light.colour is Colour.RED:
        return _review_over(light)
    if light.due_today:
        return str(_("Review due today"))
    if light.due_tomorrow:
        return str(_("Review due tomorrow"))
    return str(ngettext("%(num)d day to review", "%(num)d days to review", light.days_left))


def light_label(light: Light, text: str) -> str:
    """What a screen reader hears: 黄灯，今天到期. ``text`` is the light's own word."""
    return str(_("%(light)s: %(text)s", light=colour_name(light.colour), text=text))


def counted(colour: str, count: int) -> str:
    """So many lights of one colour: 2 超期, 1 快到期, 3 正常, 1 计时已停."""
    words = {
        Colour.RED: _("%(n)s overdue", n=count),
        Colour.AMBER: _("%(n)s due soon", n=count),
        Colour.GREEN: _("%(n)s on time", n=count),
        Colour.PAUSED: _("%(n)s stopped", n=count),
    }
    return str(words[Colour(colour)])


def heard(colours: list[str]) -> str:
    """Many lights for those who do not see them, worst first; empty for none."""
    return joined([counted(colour, colours.count(colour)) for colour in WORST_FIRST if colour in colours])


def colour_name(colour: Colour) -> str:
    """The light's name for those who do not see its shape."""
    return {
        Colour.GREEN: str(_("Green light")),
        Colour.AMBER: str(_("Amber light")),
        Colour.RED: str(_("Red light")),
        Colour.PAUSED: str(_("No light")),
    }[colour]


def phrases() -> dict[str, Any]:
    """The clock's words for a phone that counts by itself (static/js/domain/lights.js), ``{n}`` for the number.

    Read off the functions above, so that they are said in one place.
    """
    day = date.min
    colours = {str(colour): colour for colour in WORST_FIRST}
    return {
        "ticket": _said(light_text) | {"paused": light_text(Light(Colour.PAUSED, day))},
        "review": _said(review_text),
        "heard": {name: light_label(Light(colour, day), "{text}") for name, colour in colours.items()},
        "counted": {name: _blank(counted(colour, _MANY), _MANY) for name, colour in colours.items()},
    }


def _said(text: Callable[[Light], str]) -> dict[str, Any]:
    day = date.min
    return {
        "today": text(Light(Colour.AMBER, day, due_today=True)),
        "tomorrow": text(Light(Colour.AMBER, day, due_tomorrow=True)),
        "left": [_blank(text(Light(Colour.GREEN, day, days_left=n)), n) for n in (1, _MANY)],
        "past": text(Light(Colour.RED, day)),
        "over": [_blank(text(Light(Colour.RED, day, days_over=n)), n) for n in (1, _MANY)],
    }


_MANY = 7
"""Any number that takes the plural in every language here."""


def _blank(text: str, number: int) -> str:
    return text.replace(str(number), "{n}")


def _over(light: Light) -> str:
    if light.days_over == 0:
        return str(_("Past due"))
    return str(ngettext("%(num)d day over", "%(num)d days over", light.days_over))


def _review_over(light: Light) -> str:
    if light.days_over == 0:
        return str(_("Review past due"))
    return str(ngettext("Review %(num)d day late", "Review %(num)d days late", light.days_over))
