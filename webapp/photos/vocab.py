"""Words and limits of photos. Every limit says where its figure comes from."""

from datetime import timedelta

MEGA = 1_000_000

JPEG = "image/jpeg"
PNG = "image/png"
WEBP = "image/webp"
HEIC = "image/heic"
ACCEPTED = (JPEG, PNG, WEBP, HEIC)
ALIASES = {
    "image/jpg": JPEG,
    "image/pjpeg": JPEG,
    "image/heif": HEIC,
    "image/heic-sequence": HEIC,
    "image/heif-sequence": HEIC,
}
UNCLAIMED = ("", "application/octet-stream", "binary/octet-stream")
"""Content types that claim nothing: the bytes alone decide."""

PIECE = "application/offset+octet-stream"
"""Content type of a piece of a photo (tus 1.0)."""

EXTENSIONS = {JPEG: "jpg", PNG: "png", WEBP: "webp", HEIC: "heic"}
"""File name endings for downloads of originals."""

VARIANTS = {"thumb": 320, "view": 1600}
"""Name of a derived size → its long side in pixels."""

DERIVED_MIME = JPEG
DERIVED_QUALITY = 82
"""325 KB for a 1600 px view; WebP would save a third of the bytes for 1.4–2.5 times the CPU."""

MAX_BYTES = 20 * MEGA
"""A 64 MP phone JPEG at usual quality is 15–20 MB; the phone normally sends 0.4 MB."""

MAX_BYTES_OF = {JPEG: MAX_BYTES, PNG: MAX_BYTES, WEBP: 10 * MEGA, HEIC: MAX_BYTES}
"""A lossy WebP of 15 MB takes 1.8 s to decode; cameras write none, and ours are below 1 MB."""

MAX_PIXELS = {JPEG: 64 * MEGA, PNG: 16 * MEGA, WEBP: 16 * MEGA, HEIC: 25 * MEGA}
"""JPEG is decoded at a fraction of its size; PNG and WebP only whole, at up to 20 bytes a pixel.
HEIC takes 0.05 s a megapixel, so 25 MP (iPhones default to 24) cost 1.3 s on an idle machine.
The 108 MP mode of some phones is refused: the stricter figure holds, and the app shrinks first."""

MAX_SCANS = 64
"""Scans of a progressive JPEG; usual encoders write 10, at most 20. Each one walks the whole picture."""

MAX_SCAN_SAMPLES = 640 * MEGA
"""Samples visited by all scans of a JPEG together: a 64 MP picture in ten scans, about 0.8 s of CPU."""

MAX_STORED_SAMPLES = 200 * MEGA
"""Samples a multi-scan JPEG keeps in memory at two bytes each: 400 MB of the 600 MB it may cost."""

MAX_SEGMENTS = 10_000
"""Marker segments or chunks of one file. A 20 MB PNG in 4 KB chunks has 5,000."""

MAX_HEIC_CPU_SECONDS = 4
"""An honest 12 MP HEIC takes 0.7 s of CPU on an idle machine, but 2.1 s were counted on one with busy
neighbours; an honest photo must not be refused because the server has much to do."""

MAX_HEIC_WALL_SECONDS = 20
MAX_HEIC_MEMORY = 600 * MEGA
"""Address space of the child process that decodes HEIC."""

REMOVED_AGAIN = timedelta(hours=1)
"""After which the bytes of a withheld photo are removed once more, for what was at work while they went."""

DECODERS = 2
"""Pictures decoded at the same time in one process: threads wait rather than add up their memory."""

EXAMINED_SIDE = 320
"""Long side of the copy that the hash and the sharpness are read from."""

NEAR_DUPLICATE = 2
"""Bits of difference up to which two pictures are a hint of the same one. A hint, never a proof:
at 8 bits 1 of 9,000 unrelated pairs is accused."""

BLURRED_BELOW = 60.0
"""Sharpness below which the reviewer reads "too blurred" beside a fix. A hint. Six real phone photos have
430–1,770; visibly out of focus (Gaussian blur of 6 px at 1,600 px) they have 9–83."""

READ_STEP = 16 * 1024
"""Bytes read from the line at once: about what is lost of those that came when a connection is reset. A phone at
256 kbit/s sends them in half a second."""

KEEP_EVERY = 2.0
"""Seconds after which what came so far is made durable although more is coming. A usual photo on a usual line is
whole before. On 256 kbit/s that falls silent every 3 seconds a photo of 0.47 MB took 1.2 times its bytes; with 5
seconds here more than 6 times."""

SILENCE = 20.0
"""Seconds without a byte after which a line counts as broken. Phones give up after 30, and then find all kept."""

MOST_PARTS = 256
"""Parts of one photo; then they become one. Sent in pieces of 64 KB, 20 MB have 306."""

PARTS_LIFE = timedelta(days=14)
"""How long parts lie here that nobody continues."""

STALE_AT_ONCE = 5
"""Photos whose parts have outlived that are cleared away when a new one begins."""

MOST_BEGUN = 1_000
MOST_BEGUN_BYTES = 500 * MEGA
"""Photos of one person that may lie here in part, and their bytes when whole. An inspector who comes back with 500
photos of 0.4 MB needs 200 MB, if every single one is cut; beyond it the oldest go, and their phone begins them anew."""
