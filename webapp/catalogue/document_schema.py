"""What a catalogue file must look like; every fault is found at once and named by its entry."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from webapp.catalogue.vocab import (
    ICONS,
    LANGUAGES,
    LONGEST_TERM,
    SENTENCE_LENGTH,
    TILE_LENGTH,
    TILES,
    TITLE_LENGTH,
    DefaultOwner,
    EvidencePolicy,
    FieldKind,
    Severity,
)

CODE_FORM = re.compile(r"^[A-Z][0-9]{1,2}-[0-9]{2}[a-z]?\Z")
CODE = validate.Regexp(CODE_FORM, error="not a code such as A1-03a")
KEY = validate.Regexp(r"^[a-z][a-z_]{0,29}$", error="not a name such as sign_text")


class Texts(fields.Field[dict[str, str]]):
    """The same text in every language, none of them empty or too long."""

    def __init__(self, limits: dict[str, int] = SENTENCE_LENGTH, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._limits = limits

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> dict[str, str]:
        if not isinstance(value, dict) or set(value) != set(LANGUAGES):
            raise ValidationError(f"a text has exactly the languages {', '.join(LANGUAGES)}")
        faults = {name: fault for name in LANGUAGES if (fault := self._fault(name, value[name]))}
        if faults:
            raise ValidationError(faults)
        return dict(value)

    def _fault(self, language: str, text: Any) -> list[str]:
        if not isinstance(text, str) or not text.strip():
            return ["empty"]
        if len(text) > self._limits[language]:
            return [f"longer than {self._limits[language]} characters"]
        return []


class ChoiceSchema(Schema):
    """One answer of a choice field, or one group of kinds."""

    code = fields.String(required=True, validate=validate.Length(1, 30))
    title = Texts(TITLE_LENGTH, required=True)


class CategorySchema(Schema):
    """A or B with its groups."""

    code = fields.String(required=True, validate=validate.Length(equal=1))
    title = Texts(TITLE_LENGTH, required=True)
    groups = fields.List(fields.Nested(ChoiceSchema), required=True)


class FieldSchema(Schema):
    """A structured field of a kind."""

    key = fields.String(required=True, validate=KEY)
    kind = fields.Enum(FieldKind, by_value=True, required=True)
    label = Texts(TITLE_LENGTH, required=True)
    choices = fields.String()
    max_length = fields.Integer(strict=True, validate=validate.Range(1, 200))

    @validates_schema
    def _fits_its_kind(self, entry: dict[str, Any], **_: Any) -> None:
        if (entry["kind"] is FieldKind.CHOICE) != ("choices" in entry):
            raise ValidationError("a choice field, and no other, names its choices", "choices")
        if (entry["kind"] is FieldKind.TEXT) != ("max_length" in entry):
            raise ValidationError("a text field, and no other, has a length", "max_length")


class KindSchema(Schema):
    """One kind of problem."""

    code = fields.String(required=True, validate=CODE)
    title = Texts(TITLE_LENGTH, required=True)
    short = Texts(TILE_LENGTH, required=True)
    icon = fields.String(required=True, validate=validate.OneOf(ICONS, error="no such icon"))
    severity = fields.Enum(Severity, by_value=True, required=True)
    term_days = fields.Integer(required=True, strict=True, validate=validate.Range(1, LONGEST_TERM))
    default_owner = fields.Enum(DefaultOwner, by_value=True, required=True)
    evidence = fields.Enum(EvidencePolicy, by_value=True, required=True)
    evidence_reason = Texts()
    alternatives = Texts(required=True)
    how_to_fix = Texts(required=True)
    named = fields.Integer(strict=True, validate=validate.Range(1, TILES))
    keywords = fields.List(fields.String(validate=validate.Length(1, 20)))
    fields_ = fields.List(
        fields.Nested(FieldSchema), data_key="fields", attribute="fields", validate=validate.Length(max=5)
    )
    note = fields.String(validate=validate.Length(1, 400))

    @validates_schema
    def _says_why_a_photo_is_required(self, entry: dict[str, Any], **_: Any) -> None:
        """A photo is never demanded without a written reason (design.md section 1, point 5)."""
        required = entry["evidence"] is EvidencePolicy.REQUIRED
        if required and "evidence_reason" not in entry:
            raise ValidationError("a required photo needs a reason", "evidence_reason")
        if not required and "evidence_reason" in entry:
            raise ValidationError("a reason without a required photo", "evidence_reason")


class CatalogueSchema(Schema):
    """The whole file."""

    version = fields.String(required=True, validate=validate.Length(1, 40))
    categories = fields.List(fields.Nested(CategorySchema), required=True)
    choices = fields.Dict(fields.String(validate=KEY), fields.List(fields.Nested(ChoiceSchema)), required=True)
    types = fields.List(fields.Nested(KindSchema), required=True, validate=validate.Length(1))

    @validates_schema
    def _hangs_together(self, document: dict[str, Any], **_: Any) -> None:
        groups = {group["code"] for each in document["categories"] for group in each["groups"]}
        lists = set(document["choices"])
        faults: dict[int, dict[str, list[str]]] = {}
        repeated = _repeated(each["code"] for each in document["types"])
        named_twice = _repeated(each["named"] for each in document["types"] if "named" in each)
        for place, kind in enumerate(document["types"]):
            found = {
                "code": [
                    *_if(kind["code"] in repeated, "stands twice"),
                    *_if(kind["code"].split("-")[0] not in groups, "its group is not in categories"),
                ],
                "named": _if(kind.get("named") in named_twice, "two kinds have this place"),
                "fields": [f"no list of choices {name}" for name in _lists(kind) if name not in lists],
            }
            if any(found.values()):
                faults[place] = {key: lines for key, lines in found.items() if lines}
        if faults:
            raise ValidationError({"types": faults})


def _if(wrong: bool, message: str) -> list[str]:
    return [message] if wrong else []


def _lists(kind: dict[str, Any]) -> list[str]:
    return [field["choices"] for field in kind.get("fields", ()) if "choices" in field]


def _repeated(values: Iterable[Any]) -> set[Any]:
    return {value for value, times in Counter(values).items() if times > 1}
