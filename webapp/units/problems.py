"""What can be wrong with the register of units and people."""

from webapp.kernel.errors import problem
from webapp.kernel.text import lazy

ID_TAKEN = problem("unit.id_taken", 409, lazy("This was added already."))
NAME_TAKEN = problem("unit.name_taken", 422, lazy("There is one of this name here already."))
WRONG_PLACE = problem("unit.wrong_place", 422, lazy("This does not belong below “%(unit)s”."))
WRONG_UNIT = problem("membership.wrong_unit", 422, lazy("There is no such role in “%(unit)s”."))
HELD = problem("membership.held", 422, lazy("%(name)s has this role there already."))
NOT_EMPTY = problem(
    "unit.not_empty",
    422,
    lazy("Still there: %(units)s units below it, %(people)s people who work there, %(problems)s open problems."),
)
CLOSED = problem("unit.closed", 422, lazy("“%(unit)s” is there no more."))
WRONG_DAYS = problem(
    "membership.wrong_days", 422, lazy("The first day is today or within a year, the last not before it.")
)
WRONG_DEPUTY = problem("membership.wrong_deputy", 422, lazy("Only for another who works there as the same."))
WRONG_HOLDER = problem(
    "duty.wrong_person", 422, lazy("Only somebody who works in “%(unit)s” or in its township can answer for it.")
)
PHONE_TAKEN = problem("person.phone_taken", 422, lazy("Somebody else has this phone number: %(name)s."))
