"""Setting days."""

from typing import Any

from webapp.catalogue import schemas
from webapp.catalogue.events import CalendarChanged
from webapp.catalogue.models import CalendarDay
from webapp.kernel.commands import Context, command
from webapp.kernel.db import db
from webapp.kernel.policy import require


@command("calendar.set_days", schemas.SetDays)
def set_days(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Count days otherwise from now on, all of them or none. Due dates that were given stay."""
    require(ctx.actor, "calendar.set_days")
    for wanted in args["days"]:
        held = db.session.get(CalendarDay, wanted["day"])
        if wanted["is_working"] is None:
            if held is not None:
                db.session.delete(held)
        else:
            db.session.merge(CalendarDay(**wanted))
    told = {wanted["day"].isoformat(): wanted["is_working"] for wanted in args["days"]}
    note = "; ".join(dict.fromkeys(wanted["note"] for wanted in args["days"] if wanted["note"]))
    county = ctx.actor.county_id or ctx.actor.unit_id
    ctx.emit(CalendarChanged(subject_id=county, unit_id=county, days=told, note=note))
    return {"days": len(told)}
