"""Everything that can be wrong with phones and with files of unsent work."""

from webapp.kernel.errors import problem
from webapp.kernel.text import lazy

ARRIVED = problem("device.arrived", 409, lazy("This has already arrived, so it cannot be thrown away."))
IN_HAND = problem("device.in_hand", 409, lazy("This is the phone in your hand. Report it lost from another one."))

NOT_UNSENT = problem("unsent.unreadable", 422, lazy("This is not a file of unsent work, or it is damaged."))
TOO_MUCH = problem("unsent.too_large", 422, lazy("There is more in this file than can be brought in at once."))
NOT_YOURS = problem(
    "unsent.not_yours",
    403,
    lazy("This file is somebody else's. They bring it in themselves, or their township office."),
)
SEAL_WRONG = problem("unsent.seal_wrong", 422, lazy("This file is not as the phone wrote it."))
PHOTO_DAMAGED = problem(
    "unsent.photo_damaged", 422, lazy("A photo in this file is damaged. Let the phone write the file again.")
)
PHONE_LOST = problem(
    "unsent.phone_lost", 403, lazy("The phone of this file was reported lost. Only the township office brings it in.")
)
ROLE_ENDED = problem("unsent.role_ended", 409, lazy("The role in which this was done has ended."))
OTHER_STEP = problem("unsent.other_step", 422, lazy("This step is not taken from a file."))
