"""No tracked file names a machine, a registry or a workplace."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SLASH = "/"
FORBIDDEN = re.compile(
    "|".join(
        (
            rf"(?<![\w.]){SLASH}(?:work|root|home){SLASH}\w+",
            rf"(?<![\w.]){SLASH}tmp{SLASH}w\b",
            r"registry\.npm\w+",
            r"files\.python" + "hosted",
            r"pypi\.(?:org|tuna)" + SLASH,
            r"AKIA[0-9A-Z]{16}",
            r"BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY",
        )
    )
)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git repository")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def test_tracked_files_name_no_machine_and_no_registry() -> None:
    found = []
    for path in tracked():
        if path == Path(__file__) or not path.is_file():
            continue
        for number, line in enumerate(path.read_text("utf-8", errors="ignore").splitlines(), 1):
            if match := FORBIDDEN.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match.group()}")

    assert found == []


def test_no_tracked_file_is_large() -> None:
    """Pictures of a demo are small; anything above half a megabyte came in by mistake."""
    large = {p.name: p.stat().st_size for p in tracked() if p.is_file() and p.stat().st_size > 500_000}

    assert large == {}
