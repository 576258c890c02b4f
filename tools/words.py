"""Gather the words of the interface: ``python -m tools.words [--check]``.

The code decides which English source strings exist; ``webapp/translations/src/<area>.po`` says each
in Chinese. From both this writes, never by hand and never committed:

* ``webapp/translations/zh_Hans/LC_MESSAGES/messages.po`` and ``.mo`` for Python and the templates;
* ``static/i18n/zh-Hans.json`` for the browser modules, with the strings they use only.

English needs no file: the source string is the text. ``--check`` writes nothing and fails on a string
without Chinese, an entry that nothing uses, a fuzzy one, the same string said in two ways, and on
placeholders that differ between the two languages.
"""

import io
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "webapp" / "translations" / "src"
CATALOGUE = ROOT / "webapp" / "translations" / "zh_Hans" / "LC_MESSAGES" / "messages.po"
BROWSER = ROOT / "static" / "i18n" / "zh-Hans.json"
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "lazy": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")

# t("…") and tn("…", "…"), wherever they stand; a call that starts otherwise has an empty group "one"
CALL = re.compile(
    r"""(?<![\w.$])(?<!function\ )(?P<name>tn?)\(\s*
        (?: "(?P<one>(?:[^"\\\n]|\\.)*)" (?: \s*,\s* "(?P<many>(?:[^"\\\n]|\\.)*)" )? )?""",
    re.VERBOSE,
)

Key = tuple[str, str]  # context (empty when there is none), source string


@dataclass
class Words:
    """What was found. ``faults`` are sentences about what is wrong."""

    used: dict[Key, Message] = field(default_factory=dict)
    in_browser: set[Key] = field(default_factory=set)
    said: dict[Key, Message] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def singular(message_id: object) -> str:
    """The source string, of a plural pair its singular."""
    return str(message_id[0]) if isinstance(message_id, (tuple, list)) else str(message_id)


def forms(text: object) -> list[str]:
    """All forms of a message's text."""
    return [str(t) for t in text] if isinstance(text, (tuple, list)) else [str(text or "")]


def extract(words: Words) -> None:
    """Find every source string in the code."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, directory_filter=_wanted)
    for name, line, message_id, _comments, context in found:
        _use(words, message_id, (name, line), context)
    for path in sorted((*ROOT.glob("static/js/**/*.js"), *ROOT.glob("static/sw/**/*.js"))):
        _extract_from_module(words, path)


def _extract_from_module(words: Words, path: Path) -> None:
    """Babel's own reader of JavaScript misses a call inside an attribute of a template literal."""
    text = path.read_text("utf-8")
    name = str(path.relative_to(ROOT))
    for call in CALL.finditer(text):
        place = (name, text.count("\n", 0, call.start()) + 1)
        one, many = (json.loads(f'"{part}"') if part is not None else None for part in call.group("one", "many"))
        if one is None:
            words.faults.append(f"{name}:{place[1]}: t() wants a plain string in double quotes")
        else:
            message_id = (one, many) if call.group("name") == "tn" and many else one
            words.in_browser.add(_use(words, message_id, place, None))


def _use(words: Words, message_id: str | tuple[str, ...], place: tuple[str, int], context: str | None) -> Key:
    key = (context or "", singular(message_id))
    if key in words.used:
        words.used[key].locations.append(place)
        if isinstance(message_id, tuple) and not words.used[key].pluralizable:
            words.used[key].id = message_id
    else:
        words.used[key] = Message(message_id, locations=[place], context=context)
    return key


def _wanted(folder: str) -> bool:
    path = Path(folder).absolute()  # as it is reached: what is only linked in from elsewhere is not ours
    return path == ROOT or path.relative_to(ROOT).parts[0] in ("webapp", "templates")


def read_sources(words: Words) -> None:
    """Read what the areas say, and note entries said in two ways."""
    where: dict[Key, str] = {}
    for path in sorted(SOURCES.glob("*.po")):
        raw = path.read_text("utf-8")
        catalog = read_po(io.BytesIO(raw.encode()), locale="zh_Hans", abort_invalid=True)
        entries = [message for message in catalog if message.id]
        written = len(re.findall(r"^msgid ", raw, re.M)) - len(re.findall(r'^msgid ""\nmsgstr', raw, re.M))
        if len(entries) < written:
            words.faults.append(f"{path.name} says the same string twice")
        for message in entries:
            key = (message.context or "", singular(message.id))
            if message.fuzzy:
                words.faults.append(f"{path.name}: {key[1]!r} is fuzzy")
            if key in words.said and forms(words.said[key].string) != forms(message.string):
                words.faults.append(f"{key[1]!r} is said differently in {where[key]} and {path.name}")
            words.said[key] = message
            where[key] = path.name


def compare(words: Words) -> None:
    """Note what is missing, unused or filled differently."""
    for key, message in sorted(words.used.items()):
        said = words.said.get(key)
        places = ", ".join(f"{name}:{line}" for name, line in message.locations[:2])
        if said is None or not all(forms(said.string)):
            words.faults.append(f"no Chinese for {key[1]!r} ({places})")
        elif any(_holes(forms(message.id)[-1]) != _holes(text) for text in forms(said.string)):
            words.faults.append(f"other placeholders in the Chinese of {key[1]!r} ({places})")
    words.faults += [f"nothing uses {key[1]!r}" for key in sorted(words.said.keys() - words.used.keys())]


def _holes(text: str) -> set[str]:
    return {a or b for a, b in PLACEHOLDER.findall(text)}


def gather() -> Words:
    """Look at the code and the sources; writes nothing."""
    words = Words()
    extract(words)
    read_sources(words)
    compare(words)
    return words


def _translated(words: Words) -> Iterator[tuple[Key, Message]]:
    for key, message in sorted(words.used.items()):
        said = words.said.get(key)
        if said is not None and all(forms(said.string)):
            plain = Message(message.id, said.string, context=message.context)
            yield key, said if said.pluralizable else plain


def catalogue(words: Words) -> Catalog:
    """The Chinese catalogue of the strings in use."""
    never = datetime(2026, 1, 1, tzinfo=UTC)  # a date of its own would change the file each time
    catalog = Catalog(locale="zh_Hans", project="xungai", fuzzy=False, creation_date=never, revision_date=never)
    for key, message in _translated(words):
        plural = isinstance(message.id, (tuple, list))
        text = tuple(forms(message.string)) if plural else forms(message.string)[0]
        catalog.add(message.id, text, locations=_files(words.used[key]), context=message.context)
    return catalog


def _files(message: Message) -> list[tuple[str, int]]:
    by_name: dict[str, int] = defaultdict(int)
    for name, _line in message.locations:
        by_name[name] += 1
    return [(name, 0) for name in sorted(by_name)]


def for_browser(words: Words) -> str:
    """The strings of the browser modules as JSON: source string (of a plural its singular) to Chinese."""
    texts = {key[1]: forms(m.string)[0] for key, m in _translated(words) if key in words.in_browser}
    return json.dumps(texts, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


def write(path: Path, data: bytes) -> None:
    """Replace a file in one step, and only when it changes: others may be reading it."""
    if path.exists() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.fresh")
    fresh.write_bytes(data)
    fresh.replace(path)


def build() -> Words:
    """Write the catalogues; faults are returned, not raised, so that an app under work starts."""
    words = gather()
    catalog = catalogue(words)
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalog, width=100, include_lineno=False)
    write_mo(mo, catalog)
    write(CATALOGUE, po.getvalue())
    write(CATALOGUE.with_suffix(".mo"), mo.getvalue())
    write(BROWSER, for_browser(words).encode())
    return words


def main(arguments: list[str]) -> int:
    """1 when ``--check`` found faults."""
    checking = "--check" in arguments
    words = gather() if checking else build()
    for fault in words.faults if checking or "--verbose" in arguments else []:
        print(f"words: {fault}")
    counts = len(words.used), len(words.in_browser), len(words.faults)
    print("words: {} strings, {} in the browser, {} faults".format(*counts))
    return 1 if checking and words.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
