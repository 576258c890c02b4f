"""The import contracts cover every domain, and files keep to the vocabulary of names.

The contracts themselves are checked by `lint-imports` in `make check`.
"""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
WEBAPP = ROOT / "webapp"
CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
}
DOMAINS = sorted(p.parent.name for p in WEBAPP.glob("*/__init__.py"))
ABOVE_THE_DOMAINS = {"__init__.py", "config.py", "wiring.py"}


def names(layers: list[str]) -> set[str]:
    return {name.strip(" ()") for layer in layers for name in re.split(r"[|:]", layer)}


def test_every_domain_stands_in_the_order_of_domains() -> None:
    assert set(DOMAINS) - names(CONTRACTS["domains"]["layers"]) == set()


def test_every_domain_but_the_kernel_is_held_to_the_order_of_files() -> None:
    containers = {container.removeprefix("webapp.") for container in CONTRACTS["files"]["containers"]}

    assert containers == set(DOMAINS) - {"kernel"}


def test_file_names_come_from_the_vocabulary() -> None:
    known = names(CONTRACTS["files"]["layers"]) | {"__init__"}
    found = {
        f"{domain}/{path.name}": path.stem
        for domain in DOMAINS
        if domain != "kernel"
        for path in (WEBAPP / domain).iterdir()
        if (path.suffix == ".py" or (path.is_dir() and (path / "__init__.py").exists()))
    }

    assert [place for place, name in found.items() if name not in known] == []


def test_nothing_else_stands_above_the_domains() -> None:
    assert {path.name for path in WEBAPP.glob("*.py")} == ABOVE_THE_DOMAINS
