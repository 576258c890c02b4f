"""Accounts in words, for pages."""

from typing import Any

from webapp.accounts import queries
from webapp.kernel import clock, dates
from webapp.kernel.text import _, ngettext

MINUTE, HOUR = 60, 3600


def sessions(person_id: str, here: str) -> list[dict[str, Any]]:
    """Where a person is signed in; ``here`` is the session that asks, which stands first."""
    found = [
        {
            "id": row.id,
            "label": row.device_label or _("Unknown device"),
            "since": _("signed in %(day)s", day=dates.day(clock.local(row.created_at).date())),
            "used": _("last used %(time)s", time=dates.moment(row.seen_at)),
            "is_here": row.id == here,
        }
        for row in queries.live_sessions(person_id)
    ]
    return sorted(found, key=lambda each: not each["is_here"])


def wait(seconds: int) -> str:
    """How long to wait, in the largest unit that says enough."""
    if seconds < 2 * MINUTE:
        number = ngettext("%(num)d second", "%(num)d seconds", seconds)
    elif seconds < 2 * HOUR:
        number = ngettext("%(num)d minute", "%(num)d minutes", -(-seconds // MINUTE))
    else:
        number = ngettext("%(num)d hour", "%(num)d hours", -(-seconds // HOUR))
    return str(_("Too many tries. Wait %(time)s, then go on.", time=number))
