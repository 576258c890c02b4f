"""Templates compile, use what they import, and every macro they call exists."""

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta, nodes

ROOT = Path(__file__).parents[2] / "templates"
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_compiles_and_uses_its_imports(app: Flask, name: str) -> None:
    source = (ROOT / name).read_text("utf-8")

    tree = app.jinja_env.parse(source, name)
    app.jinja_env.get_template(name)

    used = {node.name for node in tree.find_all(nodes.Name)}
    assert [imported for imported in imports(tree) if imported not in used] == []


def imports(tree: nodes.Template) -> list[str]:
    """Names that a template's import lines bring in."""
    found = [node.target for node in tree.find_all(nodes.Import)]
    for node in tree.find_all(nodes.FromImport):
        found += [name[1] if isinstance(name, tuple) else name for name in node.names]
    return found


@pytest.mark.parametrize("name", TEMPLATES)
def test_imported_macros_exist(app: Flask, name: str) -> None:
    tree = app.jinja_env.parse((ROOT / name).read_text("utf-8"), name)
    missing = []
    for node in tree.find_all(nodes.FromImport):
        assert isinstance(node.template, nodes.Const)
        there = {macro.name for macro in macros(app, node.template.value)}
        names = [n[0] if isinstance(n, tuple) else n for n in node.names]
        missing += [f"{node.template.value}: {n}" for n in names if n not in there]

    assert missing == []


def macros(app: Flask, name: str) -> list[nodes.Macro]:
    """The macros of a template."""
    return list(app.jinja_env.parse((ROOT / name).read_text("utf-8"), name).find_all(nodes.Macro))


def test_every_template_is_reached_from_code(app: Flask) -> None:
    """A template nobody renders, includes, extends or imports is dead."""
    named: set[str] = set()
    for name in TEMPLATES:
        tree = app.jinja_env.parse((ROOT / name).read_text("utf-8"), name)
        named |= {reference for reference in meta.find_referenced_templates(tree) if reference}
    for path in (ROOT.parent / "webapp").rglob("*.py"):
        named |= set(re.findall(r"[\w/{}]+\.html", path.read_text("utf-8")))

    patterns = [re.compile(re.sub(r"\\{[^}]*\\}", r"[^/]+", re.escape(n))) for n in named]
    assert [name for name in TEMPLATES if not any(p.fullmatch(name) for p in patterns)] == []
