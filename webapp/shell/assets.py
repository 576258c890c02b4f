"""Static files: one content hash over all of them, served from memory and cached for ever under it.

No build step. What is made here, in memory and at the start: one stylesheet out of many, in the order of the layers,
because forty requests cost a phone on a bad network more than they teach anybody; and scripts and styles lose the
comments that fill whole lines, which are half of them.
"""

import gzip
import hashlib
import mimetypes
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

TEXT = frozenset({"text/css", "text/javascript", "image/svg+xml", "application/json", "application/manifest+json"})
FIRST_CSS = ("css/layers.css", "css/tokens.css", "css/reset.css", "css/base.css", "css/layout.css")
LAST_CSS = ("css/utilities.css",)
PRINT_CSS = "css/print.css"
BUNDLE = "css/app.css"
STATIC_IMPORT = re.compile(r"""(?:^|\n)\s*(?:import|export)\s(?:[^;'"()]*?\sfrom\s)?\s*["'](\.[^"']+)["']""")
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
        files = {name: lean(name, body) for name, body in files.items()}
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

    def modules(self, path: str) -> list[str]:
        """``path`` and every browser module that it imports statically, nearest first.

        Named in the page's head they are fetched together, instead of one wave for each depth of imports.
        """
        found = [path]
        for name in found:
            folder = PurePosixPath(name).parent
            for target in STATIC_IMPORT.findall(self.files[name].body.decode()):
                reached = posixpath.normpath(str(folder / target))
                if reached not in found:
                    found.append(reached)
        return found

    def preload(self, path: str) -> list[str]:
        """Addresses of ``modules(path)``."""
        return [self.url(name) for name in self.modules(path)]

    def shell(self) -> list[str]:
        """Addresses that the worker keeps, so that an opened app starts without a network."""
        kept = [BUNDLE, PRINT_CSS, *(name for name in self.files if name.startswith(("js/", "i18n/", "vendor/")))]
        kept += [name for name in self.files if name.startswith("img/") and name.endswith((".svg", ".ico"))]
        return [self.url(name) for name in sorted(set(kept)) if not name.endswith(".test.js")]


def lean(name: str, body: bytes) -> bytes:
    """A script or stylesheet of ours as it travels; other files as they are."""
    if name.startswith("vendor/") or not name.endswith((".js", ".css")):
        return body
    return COMMENTS.sub("", body.decode()).encode()


def css_order(names: list[str]) -> list[str]:
    """Stylesheets in the order of their layers, print left out."""
    inner = sorted(name for name in names if name.startswith("css/components/"))
    pages = sorted(name for name in names if name.startswith("css/pages/"))
    return [*FIRST_CSS, *inner, *pages, *LAST_CSS]


def _asset(name: str, body: bytes) -> Asset:
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    packed = gzip.compress(body, 9, mtime=0) if mimetype in TEXT and len(body) > 200 else None
    return Asset(body, packed, mimetype)
