"""Copy third-party browser modules out of node_modules: ``python -m tools.vendor``.

They are committed, so that running the app needs no Node. ``static/vendor/README.md`` says version,
licence and SHA-256 of each; a test compares.
"""

import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
HEAD = """# Modules of others

Written by `make vendor` from the versions pinned in `package.json`; never edited by hand. Each file
begins with the comment of its own licence; the licence's text stands beside it.

| file | package | version | licence | what for | SHA-256 |
|---|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Module:
    """One file to copy: ``source`` and ``licence`` are paths inside the package."""

    package: str
    source: str
    target: str
    purpose: str
    licence: str = "LICENSE"


WANTED = (
    Module("exifr", "dist/mini.esm.mjs", "exifr.mjs", "time, place and make of a JPEG or HEIC photo"),
    Module("client-zip", "index.js", "client-zip.mjs", "unsent work as a zip file", "LICENSE.txt"),
)


def copy(module: Module) -> str:
    """Copy a module with its licence; answer its row of the table."""
    folder = MODULES / module.package
    about = json.loads((folder / "package.json").read_text("utf-8"))
    head = f"/* {about['name']} {about['version']}, {about['license']}; see {module.target}.LICENSE */\n"
    data = head.encode() + (folder / module.source).read_bytes()
    (VENDOR / module.target).write_bytes(data)
    (VENDOR / f"{module.target}.LICENSE").write_bytes((folder / module.licence).read_bytes())
    digest = hashlib.sha256(data).hexdigest()
    cells = (f"`{module.target}`", about["name"], about["version"], about["license"], module.purpose, digest)
    return f"| {' | '.join(cells)} |\n"


def main() -> int:
    """Copy all modules and write the table."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    (VENDOR / "README.md").write_text(HEAD + "".join(copy(module) for module in WANTED), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
