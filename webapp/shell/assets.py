"""Static files: one content hash over all of them, served from memory and cached for ever under it.

No build step. What is made here, in memory and at the start: one stylesheet out of many, in the order of the layers,
and three scripts out of some hundred modules, because each request costs a slow phone or a bad network more than what
it brings; and both lose the comments that fill whole lines, which are half of them.
"""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from webapp.shell import modules

TEXT = frozenset({"text/css", "text/javascript", "image/svg+xml", "application/json", "application/manifest+json"})
FIRST_CSS = ("css/layers.css", "css/tokens.css", "css/reset.css", "css/base.css", "css/layout.css")
LAST_CSS = ("css/utilities.css",)
PRINT_CSS = "css/print.css"
BUNDLE = "css/app.css"
SCRIPTS = "js/"
MAIN = "main.js"
# What every screen begins with, the first ones most of all; what forms and screens without a signal need; all the rest.
BUNDLES = {
    modules.CORE: (
        MAIN, *(f"components/{name}.js" for name in (
            "camera-link", "unsent-bar", "unsent-note", "pending-marks", "relative-time", "install-hint", "shortcuts",
        )),
    ),
    "work.js": (
        "pages/new-problem.js", "pages/offline.js", *(f"components/{name}.js" for name in (
            "photo-picker", "room-hint", "ticket-actions", "unsent-list", "unsent-item", "export-work", "sign-out",
        )),
    ),
    "desk.js": (),
}  # fmt: skip
# What travels before the first screen works.
FIRST_SCREEN = (f"{SCRIPTS}{modules.CORE}", BUNDLE, PRINT_CSS, "i18n/zh-Hans.json")
# Comments that fill whole lines, and empty lines. A comment before code on its last line stays.
COMMENTS = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/[ \t]*\n|//[^\n]*\n|\n)", re.M | re.S)
FOREVER = "public, max-age=31536000, immutable"

mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("text/javascript", ".js")


@dataclass(frozen=True)
class Asset:
    """One file as it is served."""

    body: bytes
    packed: bytes | None
    mimetype: str


class Assets:
    """All static files of one version of the app."""

    def __init__(self, folder: Path) -> None:
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix != ".md"
        }
        files[BUNDLE] = b"\n".join(files[name] for name in css_order(list(files)) if name in files)
        files = _joined({name: lean(name, body) for name, body in files.items()})
        self.files = {name: _asset(name, body) for name, body in files.items()}
        digest = hashlib.sha256()
        for name, body in sorted(files.items()):
            digest.update(name.encode() + b"\0" + hashlib.sha256(body).digest())
        self.version = digest.hexdigest()[:16]

    def url(self, path: str) -> str:
        """The address of a file below ``static/``. Raises KeyError when there is none."""
        if path not in self.files:
            raise KeyError(path)
        return f"/assets/{self.version}/{path}"

    def css(self) -> list[tuple[str, str]]:
        """Stylesheets of every page: (address, media)."""
        return [(self.url(BUNDLE), "all"), (self.url(PRINT_CSS), "print")]

    def shell(self) -> list[str]:
        """Addresses that the worker keeps, so that an opened app starts without a network."""
        kept = [BUNDLE, PRINT_CSS, *(name for name in self.files if name.startswith((SCRIPTS, "i18n/", "vendor/")))]
        kept += [name for name in self.files if name.startswith("img/") and name.endswith((".svg", ".ico"))]
        return [self.url(name) for name in sorted(set(kept)) if not name.endswith(".LICENSE")]


def lean(name: str, body: bytes) -> bytes:
    """A script or stylesheet of ours as it travels; other files as they are."""
    if name.startswith("vendor/") or not name.endswith((".js", ".css")):
        return body
    return COMMENTS.sub("", body.decode()).encode()


def _joined(files: dict[str, bytes]) -> dict[str, bytes]:
    sources = {name.removeprefix(SCRIPTS): body.decode() for name, body in files.items() if name.startswith(SCRIPTS)}
    scripts = modules.joined(sources, BUNDLES, MAIN)
    others = {name: body for name, body in files.items() if not name.startswith(SCRIPTS)}
    return others | {f"{SCRIPTS}{name}": text.encode() for name, text in scripts.items()}


def css_order(names: list[str]) -> list[str]:
    """Stylesheets in the order of their layers, print left out."""
    inner = sorted(name for name in names if name.startswith("css/components/"))
    pages = sorted(name for name in names if name.startswith("css/pages/"))
    return [*FIRST_CSS, *inner, *pages, *LAST_CSS]


def _asset(name: str, body: bytes) -> Asset:
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    packed = gzip.compress(body, 9, mtime=0) if mimetype in TEXT and len(body) > 200 else None
    return Asset(body, packed, mimetype)
