"""The catalogue as a file: read, checked and turned into plain values. No Flask, no database."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from webapp.catalogue.document_schema import CatalogueSchema
from webapp.catalogue.vocab import DefaultOwner, EvidencePolicy, FieldKind, Severity
from webapp.kernel.fields import is_plain

SHIPPED = Path(__file__).parent / "data" / "catalogue.json"
"""The catalogue that ships with the program (domain.md section 4 and the nine named problems)."""

Texts = dict[str, str]
"""The same text in every language: ``{"zh": …, "en": …}``."""


class CatalogueError(ValueError):
    """The file is not a catalogue; the message names each faulty entry by its code."""


@dataclass(frozen=True)
class Choice:
    """One answer of a choice field, or one group of kinds."""

    code: str
    title: Texts


@dataclass(frozen=True)
class Category:
    """A (activity rooms) or B (burden reduction) with its groups."""

    code: str
    title: Texts
    groups: tuple[Choice, ...]


@dataclass(frozen=True)
class Field:
    """A structured field of a kind; never compulsory. ``choices`` names a list of the file."""

    key: str
    kind: FieldKind
    label: Texts
    choices: str | None = None
    max_length: int | None = None


@dataclass(frozen=True)
class Kind:
    """One kind of problem. ``named`` is its place (1–9) among the problems named in the speech."""

    code: str
    title: Texts
    short: Texts
    icon: str
    severity: Severity
    term_days: int
    default_owner: DefaultOwner
    evidence: EvidencePolicy
    alternatives: Texts
    how_to_fix: Texts
    evidence_reason: Texts | None = None
    named: int | None = None
    keywords: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    note: str | None = None

    @property
    def category(self) -> str:
        """The first letter of the code: A or B."""
        return self.code[0]

    @property
    def group(self) -> str:
        """The code before the dash: ``B1`` of ``B1-04``."""
        return self.code.split("-")[0]


@dataclass(frozen=True)
class Catalogue:
    """The whole file."""

    version: str
    categories: tuple[Category, ...]
    choices: dict[str, tuple[Choice, ...]]
    kinds: tuple[Kind, ...]

    def kind(self, code: str) -> Kind:
        """The kind with this code.

        :raises KeyError: there is none.
        """
        for kind in self.kinds:
            if kind.code == code:
                return kind
        raise KeyError(code)


def load(path: Path = SHIPPED) -> Catalogue:
    """Read and check a catalogue file.

    :raises CatalogueError: not JSON, or some entry is at fault; every fault is listed.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise CatalogueError(f"{path.name}: not JSON ({fault})") from fault
    return parse(document)


def parse(document: Any) -> Catalogue:
    """Check a catalogue that has been read already.

    :param document: what ``json.loads`` gave.
    :raises CatalogueError: some entry is at fault; every fault is listed with the entry's code.
    """
    if not all(map(is_plain, _strings(document))):
        raise CatalogueError("control characters do not belong into it")
    try:
        checked = CatalogueSchema().load(document)
    except ValidationError as fault:
        raise CatalogueError("\n".join(_faults(fault.messages, document))) from fault
    return Catalogue(
        version=checked["version"],
        categories=tuple(_category(each) for each in checked["categories"]),
        choices={name: _choices(each) for name, each in checked["choices"].items()},
        kinds=tuple(_kind(each) for each in checked["types"]),
    )


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in (*value, *value.values()):
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _choices(entries: list[dict[str, Any]]) -> tuple[Choice, ...]:
    return tuple(Choice(**entry) for entry in entries)


def _category(entry: dict[str, Any]) -> Category:
    return Category(entry["code"], entry["title"], _choices(entry["groups"]))


def _kind(entry: dict[str, Any]) -> Kind:
    fields = tuple(Field(**field) for field in entry.pop("fields", ()))
    keywords = tuple(entry.pop("keywords", ()))
    return Kind(**entry, fields=fields, keywords=keywords)


def _faults(messages: Any, document: Any, path: tuple[str, ...] = ()) -> list[str]:
    """marshmallow's tree of messages as lines such as ``A1-03a: how_to_fix.en: empty``."""
    if isinstance(messages, dict):
        return [
            line
            for key, below in messages.items()
            for line in _faults(below, _child(document, key), (*path, _name(document, key)))
        ]
    entry, *inner = path[1:] if len(path) > 1 and path[0] == "types" else path
    place = ": ".join(part for part in (entry, ".".join(inner)) if part)
    return [f"{place}: {message}" for message in messages]


def _child(document: Any, key: Any) -> Any:
    if isinstance(document, dict):
        return document.get(key)
    if isinstance(document, list) and isinstance(key, int) and key < len(document):
        return document[key]
    return None


def _name(document: Any, key: Any) -> str:
    """A list's entry is called by its code or key, everything else by its name."""
    if not isinstance(document, list) or not isinstance(key, int):
        return str(key)
    entry = _child(document, key)
    name = entry.get("code") or entry.get("key") if isinstance(entry, dict) else None
    return str(name or f"entry {key + 1}")
