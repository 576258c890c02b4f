"""Modules of others are exactly what static/vendor/README.md says."""

import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "static" / "vendor"
ROW = re.compile(r"^\| `(?P<file>[^`]+)` \| (?P<package>\S+) \| (?P<version>\S+) \| .* (?P<sha>[0-9a-f]{64}) \|$", re.M)


def rows() -> list[dict[str, str]]:
    return [match.groupdict() for match in ROW.finditer((VENDOR / "README.md").read_text("utf-8"))]


def test_every_vendored_module_has_the_hash_in_the_table() -> None:
    listed = {row["file"]: row["sha"] for row in rows()}

    on_disk = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in VENDOR.glob("*.*js")}

    assert on_disk == listed
    assert all((VENDOR / f"{name}.LICENSE").exists() for name in listed)


def test_versions_are_those_pinned_for_npm() -> None:
    pinned = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]

    assert [row["version"] for row in rows()] == [pinned[row["package"]] for row in rows()]
