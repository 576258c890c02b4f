"""Everything that can be wrong with the bytes of a photo, and with how they come."""

from webapp.kernel.errors import problem
from webapp.kernel.text import lazy

NOT_AN_IMAGE = problem("photo.not_an_image", 422, lazy("This file is not a picture."))
TYPE_UNSUPPORTED = problem(
    "photo.type_unsupported",
    415,
    lazy("This kind of picture is not taken here. Send JPEG, PNG, WebP or HEIC."),
)
TYPE_MISMATCH = problem("photo.type_mismatch", 422, lazy("This file is not of the kind it says it is."))
UNDECODABLE = problem(
    "photo.undecodable",
    422,
    lazy("This picture is damaged or incomplete. Take it again or choose another one."),
)
TOO_LARGE = problem("photo.too_large", 413, lazy("This photo is too large: %(limit_mb)s MB at most."))
TOO_MANY_PIXELS = problem(
    "photo.too_many_pixels", 422, lazy("This photo has too many pixels: %(limit_mp)s million at most.")
)
TOO_MANY_SCANS = problem(
    "photo.too_many_scans",
    422,
    lazy("This picture is built in an unusual way and cannot be opened. Take it again."),
)
ANIMATED = problem("photo.animated", 422, lazy("This is a moving picture. Send a single photo."))
TOO_COSTLY = problem(
    "photo.too_costly",
    422,
    lazy("This picture takes too long to open. Set the camera to JPEG and take it again."),
)
DIGEST = problem("photo.digest_wrong", 422, lazy("The photo changed on its way. It will be sent again."))
ID_TAKEN = problem("photo.id_taken", 409, lazy("Another photo was sent under this number. Take it again."))
CUT_OFF = problem("photo.cut_off", 400, lazy("The photo did not arrive whole. The rest will be sent."))
WRONG_OFFSET = problem("photo.wrong_offset", 409, lazy("Another part of this photo comes next. It will be sent."))
PIECE_UNCLEAR = problem(
    "photo.piece_unclear", 400, lazy("This does not say which part of which photo it is. The photo will be sent again.")
)
PIECE_TOO_LONG = problem("photo.piece_too_long", 422, lazy("This is more than the photo has. It will be sent again."))
WITHHELD = problem(
    "photo.withheld", 410, lazy("This photo was withheld on %(day)s: it must not be here. Leave it out.")
)
EXPIRED = problem("photo.expired", 410, lazy("Photos are kept for a time only. This one was removed on %(day)s."))
BUSY = problem("photo.busy", 503, lazy("The photo could not be opened just now. It will be sent again."))
