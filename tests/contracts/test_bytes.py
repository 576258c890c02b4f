"""What a phone fetches before it can work: scripts and styles of the first signed-in screen."""

import gzip
import re
from pathlib import Path

STATIC = Path(__file__).parents[2] / "static"
LIMIT = 60 * 1024  # bytes, compressed (the figure)
STATIC_IMPORT = re.compile(r"""(?:^|\n)\s*(?:import|export)\s(?:[^;'"()]*?\sfrom\s)?\s*["'](\.[^"']+)["']""")


def modules(start: Path) -> set[Path]:
    """``start`` and every module that it imports statically, directly or not."""
    seen: set[Path] = set()
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            waiting += [(path.parent / name).resolve() for name in STATIC_IMPORT.findall(path.read_text("utf-8"))]
    return seen


def compressed(paths: set[Path]) -> dict[str, int]:
    """File name to its size in bytes after gzip."""
    return {str(p.relative_to(STATIC)): len(gzip.compress(p.read_bytes(), 6)) for p in sorted(paths)}


def test_scripts_and_styles_of_the_first_screen_stay_small() -> None:
    sizes = compressed(modules(STATIC / "js" / "main.js") | set((STATIC / "css").rglob("*.css")))

    assert sum(sizes.values()) <= LIMIT, sizes
