"""Arguments of the commands about the catalogue and the calendar."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from webapp.catalogue.day_lines import LONGEST_NOTE
from webapp.catalogue.document_schema import CODE
from webapp.catalogue.vocab import (
    ICONS,
    KEYWORDS_LENGTH,
    LONGEST_TERM,
    MOST_KINDS,
    SENTENCE_LENGTH,
    TILE_LENGTH,
    TILES,
    TITLE_LENGTH,
    DefaultOwner,
    EvidencePolicy,
    Severity,
)
from webapp.kernel.fields import Args, Text
from webapp.kernel.text import lazy

DAYS_AT_ONCE = 120


class DayArgs(Args):
    """How one day is counted; ``is_working`` None is: as announced."""

    day = fields.Date(required=True)
    is_working = fields.Boolean(required=True, allow_none=True)
    note = Text(limit=LONGEST_NOTE, load_default="")


class SetDays(Args):
    """Days that are counted otherwise than announced, or as announced again."""

    days = fields.List(fields.Nested(DayArgs), required=True, validate=validate.Length(1, DAYS_AT_ONCE))


NO_REASON = lazy("Whoever has to take this photo must read why.")


class OnKind(Args):
    """A kind by its code."""

    code = fields.String(required=True, validate=CODE)


class KindArgs(OnKind):
    """A kind of problem, each text in both languages. Its structured fields stay as they are."""

    title_zh = Text(limit=TITLE_LENGTH["zh"], least=1, required=True)
    title_en = Text(limit=TITLE_LENGTH["en"], least=1, required=True)
    short_zh = Text(limit=TILE_LENGTH["zh"], least=1, required=True)
    short_en = Text(limit=TILE_LENGTH["en"], least=1, required=True)
    how_to_fix_zh = Text(limit=SENTENCE_LENGTH["zh"], least=1, required=True)
    how_to_fix_en = Text(limit=SENTENCE_LENGTH["en"], least=1, required=True)
    alternatives_zh = Text(limit=SENTENCE_LENGTH["zh"], least=1, required=True)
    alternatives_en = Text(limit=SENTENCE_LENGTH["en"], least=1, required=True)
    evidence_reason_zh = Text(limit=SENTENCE_LENGTH["zh"], load_default="")
    evidence_reason_en = Text(limit=SENTENCE_LENGTH["en"], load_default="")
    severity = fields.String(required=True, validate=validate.OneOf(list(Severity)))
    term_days = fields.Integer(required=True, validate=validate.Range(1, LONGEST_TERM))
    default_owner = fields.String(required=True, validate=validate.OneOf(list(DefaultOwner)))
    evidence = fields.String(required=True, validate=validate.OneOf(list(EvidencePolicy)))
    icon = fields.String(load_default="other", validate=validate.OneOf(sorted(ICONS)))
    named = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, TILES))
    keywords = Text(limit=KEYWORDS_LENGTH, load_default="")

    @validates_schema
    def _says_why_a_photo_is_required(self, args: dict[str, Any], **_: Any) -> None:
        """A photo is never demanded without a written reason (design.md section 1, point 5)."""
        if args["evidence"] != EvidencePolicy.REQUIRED:
            return
        missing = [name for name in ("evidence_reason_zh", "evidence_reason_en") if not args[name]]
        if missing:
            raise ValidationError({name: [str(NO_REASON)] for name in missing})


class SaveKind(KindArgs):
    """``revision`` is the one that was changed; None for a new kind."""

    revision = fields.Integer(required=True, allow_none=True, strict=True)


class ImportedKind(KindArgs):
    """A row of a list."""

    retired = fields.Boolean(load_default=False)


class ImportKinds(Args):
    """Kinds to add or change."""

    kinds = fields.List(fields.Nested(ImportedKind), required=True, validate=validate.Length(1, MOST_KINDS))


class ReplaceCatalogue(Args):
    """The whole catalogue, as its file says it."""

    document = fields.Dict(required=True)
