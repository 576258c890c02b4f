"""Kinds of problems in words: a list, a form, what differs between two revisions; and as a file."""

from collections.abc import Mapping, Sequence
from typing import Any

from webapp.accounts.queries import names
from webapp.catalogue import queries
from webapp.catalogue.models import IssueGroup, IssueType
from webapp.catalogue.vocab import (
    EVIDENCE_LABELS,
    ICONS,
    LANGUAGES,
    OWNER_LABELS,
    SEVERITY_LABELS,
    DefaultOwner,
    EvidencePolicy,
    Severity,
)
from webapp.kernel import clock, dates
from webapp.kernel.text import _, joined, lazy, localized, ngettext

TEXT_LABELS = {
    "title": lazy("Title"),
    "short": lazy("Short title, for its tile"),
    "how_to_fix": lazy("What counts as fixed"),
    "alternatives": lazy("What will do instead of a photo"),
    "evidence_reason": lazy("Why a photo has to be taken"),
}
LANGUAGE_LABELS = {"zh": lazy("Chinese"), "en": lazy("English")}

Line = tuple[str, str]
"""A label and what stands behind it."""


def groups(kinds: Sequence[IssueType]) -> list[dict[str, Any]]:
    """Kinds under their groups, in order; groups without any are left out."""
    held = queries.groups()
    found = [
        {
            "title": f"{code} {localized(group.title)}",
            "kinds": [_entry(kind) for kind in kinds if kind.group == code],
        }
        for code, group in held.items()
    ]
    return [each for each in found if each["kinds"]]


def group_choices() -> list[Line]:
    """The groups that a new kind may belong to, as (code, title)."""
    return [(code, f"{code} {localized(row.title)}") for code, row in queries.groups().items() if len(code) > 1]


def _entry(kind: IssueType) -> dict[str, Any]:
    days = ngettext("%(num)d working day", "%(num)d working days", kind.term_days)
    told = [str(SEVERITY_LABELS[Severity(kind.severity)]), days]
    return {"code": kind.code, "title": localized(kind.texts["title"]), "second": " · ".join(told), "icon": kind.icon}


def values(kind: IssueType) -> dict[str, Any]:
    """What a form about a kind begins with: the arguments of ``kind.save``."""
    told = {
        f"{name}_{language}": kind.texts.get(name, {}).get(language, "")
        for name in TEXT_LABELS
        for language in LANGUAGES
    }
    plain = {
        name: getattr(kind, name) for name in ("code", "severity", "term_days", "default_owner", "evidence", "icon")
    }
    return told | plain | {"named": kind.named or "", "keywords": " ".join(kind.texts.get("keywords", []))}


def lines(kind: IssueType) -> list[Line]:
    """All that a kind says, label by label, in both languages."""
    texts = [
        (f"{label} ({LANGUAGE_LABELS[language]})", kind.texts.get(name, {}).get(language, ""))
        for name, label in TEXT_LABELS.items()
        for language in LANGUAGES
    ]
    rest = [
        (_("How bad"), SEVERITY_LABELS[Severity(kind.severity)]),
        (_("Working days to fix it"), kind.term_days),
        (_("Who answers for it"), OWNER_LABELS[DefaultOwner(kind.default_owner)]),
        (_("Evidence"), EVIDENCE_LABELS[EvidencePolicy(kind.evidence)]),
        (_("Found by the words"), " ".join(kind.texts.get("keywords", []))),
        (_("Tile"), kind.named or _("none")),
        (_("Picture"), kind.icon),
        (_("Asked besides"), asked_besides(kind)),
        (_("Offered"), _("no more") if kind.retired_at else _("yes")),
    ]
    return [(str(label), str(value)) for label, value in (*texts, *rest)]


def asked_besides(kind: IssueType) -> str:
    """The structured fields of a kind."""
    return joined([localized(field["label"]) for field in kind.fields])


def icons() -> list[Line]:
    """The pictures that a kind may wear, each called after the first kind that wears it; the others by their name."""
    worn: dict[str, str] = {}
    for kind in queries.current():
        worn.setdefault(kind.icon, localized(kind.texts["short"]))
    return sorted(((icon, worn.get(icon, icon)) for icon in ICONS), key=lambda each: (each[0] not in worn, each[1]))


def differences(old: IssueType | None, new: IssueType | None) -> list[tuple[str, str, str]]:
    """What differs between two revisions: label, before, after."""
    before, after = (dict(lines(each)) if each is not None else {} for each in (old, new))
    keys = after or before
    return [(key, before.get(key, ""), after.get(key, "")) for key in keys if before.get(key) != after.get(key)]


def history(code: str) -> list[dict[str, Any]]:
    """The revisions of a kind, the newest first, each with what differs from the one before."""
    rows = queries.revisions(code)
    people = names({row.changed_by for row in rows if row.changed_by})
    return [
        {
            "number": row.revision,
            "at": dates.moment(row.valid_from),
            "by": people.get(row.changed_by or "", ""),
            "retired": dates.moment(row.retired_at) if row.retired_at else "",
            "differences": differences(before, row) if before is not None else [],
        }
        for row, before in zip(rows, (*rows[1:], None), strict=True)
    ]


def compared(old: Mapping[str, IssueType], new: Mapping[str, IssueType]) -> dict[str, list[dict[str, Any]]]:
    """What differs between two states of the catalogue: kinds that came, went and changed."""

    def told(code: str, row: IssueType) -> dict[str, Any]:
        differing = differences(old.get(code), new.get(code)) if code in old and code in new else []
        return {"code": code, "title": localized(row.texts["title"]), "differences": differing}

    return {
        "added": [told(code, row) for code, row in new.items() if code not in old],
        "retired": [told(code, row) for code, row in old.items() if code not in new],
        "changed": [told(code, row) for code, row in new.items() if code in old and old[code].id != row.id],
    }


def document(kinds: Sequence[IssueType], held: Mapping[str, IssueGroup]) -> dict[str, Any]:
    """The catalogue as its file: what ``documents.parse`` reads. Retired kinds are not in it."""
    choices: dict[str, list[dict[str, Any]]] = {}
    types = [_kind(kind, choices) for kind in kinds]
    categories = [
        {
            "code": code,
            "title": row.title,
            "groups": [
                {"code": each, "title": group.title}
                for each, group in held.items()
                if len(each) > 1 and each[0] == code
            ],
        }
        for code, row in held.items()
        if len(code) == 1
    ]
    return {"version": clock.today().isoformat(), "categories": categories, "choices": choices, "types": types}


def _kind(kind: IssueType, choices: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    texts = {name: kind.texts[name] for name in TEXT_LABELS if name in kind.texts}
    told: dict[str, Any] = {"code": kind.code} | texts
    for name in ("icon", "severity", "term_days", "default_owner", "evidence"):
        told[name] = getattr(kind, name)
    if kind.named:
        told["named"] = kind.named
    if kind.texts.get("keywords"):
        told["keywords"] = kind.texts["keywords"]
    if kind.fields:
        told["fields"] = [_field(field, choices) for field in kind.fields]
    return told


def _field(field: dict[str, Any], choices: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    told = {name: field[name] for name in ("key", "kind", "label")}
    if field.get("max_length"):
        told["max_length"] = field["max_length"]
    if field["choices"]:
        listed = [{"code": choice["key"], "title": choice["label"]} for choice in field["choices"]]
        told["choices"] = _list_name(field["key"], listed, choices)
    return told


def _list_name(wanted: str, listed: list[dict[str, Any]], choices: dict[str, list[dict[str, Any]]]) -> str:
    """The name of a list of choices in the file: that of a list that says the same, else one that is free."""
    for name, held in choices.items():
        if held == listed:
            return name
    name = wanted
    while name in choices:
        name += "_x"
    choices[name] = listed
    return name
