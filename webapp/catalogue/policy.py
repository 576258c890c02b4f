"""Who looks after the catalogue and the calendar."""

from webapp.kernel.policy import define
from webapp.units.policy import administrator, county_viewer, leader, office

define(
    {
        "calendar.set_days": administrator,
        "catalogue.view": office | leader | county_viewer | administrator,
        "kind.save": administrator,
        "kind.retire": administrator,
        "kind.restore": administrator,
        "kinds.import": administrator,
        "catalogue.replace": administrator,
    }
)
