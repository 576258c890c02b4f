"""Who looks after the calendar."""

from webapp.kernel.policy import define
from webapp.units.policy import administrator

define({"calendar.set_days": administrator})
