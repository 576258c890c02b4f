"""Who may take data out as spreadsheets."""

from webapp.kernel.actors import Actor
from webapp.kernel.policy import define, rule
from webapp.sheets.models import Sheet
from webapp.units.policy import county_viewer, inspector, leader, office


@rule
def own_sheet(actor: Actor, sheet: Sheet) -> bool:
    """The actor asked for it, in the role they act in now."""
    return sheet.person_id == actor.person_id and sheet.membership_id == actor.membership_id


define({"ledger.export": office | leader | inspector | county_viewer, "ledger.fetch": own_sheet})
