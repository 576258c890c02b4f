"""Everything that can be wrong with a step on a ticket."""

from webapp.kernel.errors import problem
from webapp.kernel.text import lazy

ID_TAKEN = problem("ticket.id_taken", 409, lazy("This problem was already sent."))
MOVED_AWAY = problem("ticket.moved_away", 410, lazy("This problem moved away on %(left_at)s."))
STALE = problem("ticket.stale", 409, lazy("Somebody just changed this. What you wrote is still here."))
EMPTY = problem("ticket.nothing_to_show", 422, lazy("Add a photo or a sentence."))
UNKNOWN_KIND = problem("ticket.unknown_kind", 422, lazy("This kind of problem is not in the catalogue."))
NO_OWNER = problem("ticket.no_owner", 422, lazy("Nobody answers for this kind here. Choose who must fix it."))
WRONG_OWNER = problem("ticket.wrong_owner", 422, lazy("Only the village itself or a department there can be chosen."))
OWNER_REASON = problem(
    "ticket.owner_needs_reason", 422, lazy("A department caused this. Say why the village should answer for it.")
)
VILLAGE_CLOSED = problem(
    "ticket.village_closed", 422, lazy("“%(village)s” is there no more. Choose the village that it belongs to now.")
)
WRONG_VENUE = problem("ticket.wrong_venue", 422, lazy("This place is not in that village."))
WRONG_FIELD = problem("ticket.wrong_field", 422, lazy("“%(field)s” is not as expected."))
WRONG_SOURCE = problem("ticket.wrong_source", 422, lazy("You cannot report under this heading."))
PHOTO_MISSING = problem(
    "ticket.photo_missing", 409, lazy("%(count)s photos have not arrived whole. They will be sent again.")
)
PHOTO_TAKEN = problem("ticket.photo_taken", 409, lazy("A photo already belongs to another problem. Take it again."))
TOO_MANY_PHOTOS = problem("ticket.too_many_photos", 422, lazy("At most %(limit)s photos at once."))
PHOTO_NEEDED = problem("ticket.photo_needed", 422, lazy("A photo of the fix is needed: %(reason)s"))
SEEING_NEEDED = problem(
    "ticket.seeing_needed", 422, lazy("Somebody has to have seen this fixed: add your own photo from the spot.")
)
REASON_NEEDED = problem("ticket.reason_needed", 422, lazy("Say why."))
NOTHING_CHANGED = problem("ticket.nothing_changed", 422, lazy("Nothing would change."))
TOO_MANY_VIEWS = problem("view.too_many", 422, lazy("At most %(limit)s views. Remove one that you no longer need."))
VIEW_NAME_TAKEN = problem("view.name_taken", 422, lazy("Another view of yours has that name."))
NUMBER_TAKEN = problem(
    "ticket.number_taken", 422, lazy("“%(number)s” is the number of another problem, or looks like one given here.")
)
TIME_AHEAD = problem("ticket.time_ahead", 422, lazy("The fix cannot lie in the future."))
