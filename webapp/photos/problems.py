"""Everything that can be wrong with the bytes of a photo."""

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
BUSY = problem("photo.busy", 503, lazy("The photo could not be opened just now. It will be sent again."))
