"""House bans of styles.md D2: a word, where it may stand, and why nowhere else."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# what it is called, pattern, files searched, files where it may stand, reason
BANS = (
    ("commit", r"session\.commit\(", "webapp/**/*.py",
     {"kernel/db.py", "kernel/commands.py", "kernel/jobs.py", "cli.py"},
     "a command commits once, in one place"),
    ("state", r"(?<!\w)\w+\.state = ", "webapp/**/*.py", {"kernel/transitions.py"},
     "only a step of the table moves a thing"),
    ("role", r"\.role\b\s*(?:==|!=)|\brole\s*(?:==|!=)", "webapp/**/*.py",
     {"accounts/policy.py", "units/policy.py", "tickets/queries.py", "units/queries.py"},
     "doing is asked by named rules, seeing by the query scope; nothing else looks at a role"),
    ("backref", r"\bbackref\b", "webapp/**/*.py", set(), "models only point down"),
    ("clock", r"datetime\.(?:now|utcnow)\(|date\.today\(|time\.time\(\)", "webapp/**/*.py",
     {"kernel/clock.py", "kernel/ids.py"},
     "one clock, frozen in tests"),
    ("translation library", r"^(?:from|import) flask_babel", "webapp/**/*.py",
     {"kernel/text.py", "webapp/__init__.py"},
     "words come from kernel.text; the factory starts it"),
    ("inline style", r"\sstyle=[\"']", "templates/**/*.html", set(), "the policy refuses inline styles"),
    ("safe", r"\|\s*safe\b|\{%-?\s*autoescape", "templates/**/*.html", set(), "templates escape everything"),
    ("inline handler", r"\son[a-z]+=[\"']", "templates/**/*.html", set(),
     "the policy refuses inline handlers"),
    ("role in a page", r"\brole\s*(?:==|!=|in\b)", "templates/**/*.html", set(),
     "a page prints what `may` and the presenter tell it"),
    ("loud important", r"!important", "static/css/**/*.css", {"utilities.css", "print.css", "reset.css"},
     "layers decide, not shouting"),
    ("id in a style", r"^\s*#[a-z][\w-]*[^;{]*\{", "static/css/**/*.css", set(), "styles name classes"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "pattern", "files", "allowed", "reason"), BANS, ids=[ban[0] for ban in BANS])
def test_banned(name: str, pattern: str, files: str, allowed: set[str], reason: str) -> None:
    compiled = re.compile(pattern, re.M)
    found = []
    for path in sorted(ROOT.glob(files)):
        place = str(path.relative_to(ROOT))
        if any(place.endswith(end) for end in allowed):
            continue
        text = path.read_text("utf-8")
        found += [
            f"{place}:{text.count(chr(10), 0, m.start()) + 1}: {m.group().strip()}" for m in compiled.finditer(text)
        ]

    assert found == [], f"{name}: {reason}"


def test_no_half_work() -> None:
    """No note to finish later, no dead stub."""
    half = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b|raise Not" + r"ImplementedError")
    found = [
        str(path.relative_to(ROOT))
        for folder in (
            "webapp",
            "templates",
            "static/js",
            "static/css",
            "static/sw",
            "tools",
            "tests",
            "migrations",
        )
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".py", ".html", ".js", ".css") and half.search(path.read_text("utf-8"))
    ]

    assert found == []
