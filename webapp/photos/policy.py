"""Who may do what with photos."""

from webapp.kernel.policy import define
from webapp.units.policy import county_viewer, department_staff, inspector, leader, office, village_staff

define(
    {
        # Whoever may give evidence; the county viewer changes nothing, and the administrator takes no part.
        "photo.store": inspector | office | leader | village_staff | department_staff,
        # Originals carry place and time: only those who judge evidence get them (design.md section 4).
        "photo.original": inspector | office | leader | county_viewer,
    }
)
