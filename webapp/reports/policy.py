"""Who may see figures over a whole township or county."""

from webapp.kernel.policy import define
from webapp.units.policy import county_viewer, leader, office

define({"report.overview": leader | office | county_viewer})
