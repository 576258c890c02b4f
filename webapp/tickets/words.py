"""The clock in words, in the reader's language. The word is the fact: 剩 3 天, never 黄灯 alone."""

from webapp.kernel.text import _, ngettext
from webapp.tickets.clock import Colour, Light


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


def colour_name(colour: Colour) -> str:
    """The light's name for those who do not see its shape."""
    return {
        Colour.GREEN: str(_("Green light")),
        Colour.AMBER: str(_("Amber light")),
        Colour.RED: str(_("Red light")),
        Colour.PAUSED: str(_("No light")),
    }[colour]


def _over(light: Light) -> str:
    if light.days_over == 0:
        return str(_("Past due"))
    return str(ngettext("%(num)d day over", "%(num)d days over", light.days_over))


def _review_over(light: Light) -> str:
    if light.days_over == 0:
        return str(_("Review past due"))
    return str(ngettext("Review %(num)d day late", "Review %(num)d days late", light.days_over))
