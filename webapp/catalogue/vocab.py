"""Words of the catalogue: what a kind of problem can say about itself."""

from enum import StrEnum

from webapp.kernel.text import lazy


class Severity(StrEnum):
    """How bad a problem of this kind is: 一般, 较重, 严重."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


SEVERITY_LABELS = {
    Severity.MINOR: lazy("Minor"),
    Severity.MAJOR: lazy("Major"),
    Severity.CRITICAL: lazy("Critical"),
}


class EvidencePolicy(StrEnum):
    """What must be there before a fix can be closed.

    ``none``: nothing. ``optional``: a photo or words. ``inspector_only``: no photo is asked of the
    responsible; an inspector's own photo, a witness or a photo given freely. ``required``: a photo
    of the fix, and the catalogue says why.
    """

    NONE = "none"
    OPTIONAL = "optional"
    INSPECTOR_ONLY = "inspector_only"
    REQUIRED = "required"


class DefaultOwner(StrEnum):
    """Who answers for a kind unless the opener says otherwise."""

    VILLAGE = "village"
    DEPARTMENT = "department"


EVIDENCE_LABELS = {
    EvidencePolicy.NONE: lazy("No photo is asked for"),
    EvidencePolicy.OPTIONAL: lazy("A photo or a sentence"),
    EvidencePolicy.INSPECTOR_ONLY: lazy("The inspector takes it"),
    EvidencePolicy.REQUIRED: lazy("A photo of the fix"),
}
OWNER_LABELS = {
    DefaultOwner.VILLAGE: lazy("The village"),
    DefaultOwner.DEPARTMENT: lazy("The department it comes from"),
}


class FieldKind(StrEnum):
    """What a structured field holds."""

    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"


LANGUAGES = ("zh", "en")

TILE_LENGTH = {"zh": 6, "en": 16}
"""Longest short title, in characters: what fits a third of a 360 px screen."""

TITLE_LENGTH = {"zh": 12, "en": 48}
"""Longest title, in characters (look.md section 2: at most 12 before it wraps)."""

SENTENCE_LENGTH = {"zh": 40, "en": 120}
"""Longest sentence on how to fix, on alternatives and on the reason for a photo."""

TEXT_LIMITS = {
    "title": TITLE_LENGTH, "short": TILE_LENGTH, "how_to_fix": SENTENCE_LENGTH, "alternatives": SENTENCE_LENGTH,
    "evidence_reason": SENTENCE_LENGTH,
}  # fmt: skip
"""The texts of a kind, and how long each may be in which language."""

TILES = 9
"""The problems named in the speech have a tile of their own on the screen of a new problem."""

KEYWORDS_LENGTH = 200
MOST_KINDS = 500
"""How many kinds a list brings in at once."""

LONGEST_TERM = 250
"""Working days, about a year: more is a typing error."""

ICONS = frozenset({
    "steps", "furniture", "weeds", "dust", "storehouse", "locked-door", "list", "signboard",
    "dead-group", "wall", "roof", "window", "wiring", "fire", "dirt", "flag", "emblem", "oath",
    "doorplate", "screen", "books", "record", "hours", "notice", "slogan", "wallboard", "stacked",
    "storeroom", "checkin", "tasks", "vote", "register", "report", "visit", "app", "photo",
    "office", "certificate", "other",
})  # fmt: skip
"""Names in the sprite that a kind may wear."""
