"""What can be wrong with a change of the catalogue."""

from webapp.kernel.errors import problem
from webapp.kernel.text import lazy

CODE_TAKEN = problem("catalogue.code_taken", 422, lazy("There is a kind with this code already."))
NO_GROUP = problem("catalogue.no_group", 422, lazy("There is no group “%(group)s” that such a code belongs to."))
TILE_TAKEN = problem("catalogue.tile_taken", 422, lazy("%(code)s has this tile. Take it off there first."))
SAME = problem("catalogue.same", 422, lazy("That is how it is already."))
CHANGED_MEANWHILE = problem(
    "catalogue.changed_meanwhile", 409, lazy("Somebody changed this kind meanwhile. What you wrote is still here.")
)
NOT_A_CATALOGUE = problem("catalogue.not_one", 422, lazy("This file is not a catalogue that can be used."))
