"""All static checks: ``python -m tools.check``. Every one runs; the exit status tells whether one failed."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
NODE = ROOT / "node_modules" / ".bin"
CHECKS = (
    ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
    ("lint", [str(BIN / "ruff"), "check", "--quiet", "."]),
    ("types", [str(BIN / "mypy"), "--no-error-summary"]),
    ("layers", [str(BIN / "lint-imports"), "--no-logo", "--no-cache"]),
    ("browser types", [str(NODE / "tsc"), "--noEmit"]),
    ("browser lint", [str(NODE / "biome"), "check", "--error-on-warnings", "static", "tests/js", "tests/phones"]),
    ("words", [str(BIN / "python"), "-m", "tools.words", "--check"]),
    ("docs", [str(BIN / "python"), "-m", "tools.docs", "--check"]),
)


def run(check: tuple[str, list[str]]) -> bool:
    """Run one check and print one line, with its whole output when it failed."""
    name, command = check
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    mark = "ok    " if done.returncode == 0 else "FAILED"
    words = f"{mark} {name} ({time.monotonic() - began:.1f} s)"
    print(words if done.returncode == 0 else f"{words}\n{done.stdout}{done.stderr}", flush=True)
    return done.returncode == 0


def main(chosen: list[str]) -> int:
    """Run the checks named in ``chosen``, or all; 1 when one failed."""
    checks = [check for check in CHECKS if not chosen or check[0] in chosen]
    with ThreadPoolExecutor(2) as pool:
        return 0 if all(list(pool.map(run, checks))) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
