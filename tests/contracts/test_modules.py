"""The browser modules as they are joined: all of them, once, and doing what they would do alone."""

import json
import re
import subprocess
from pathlib import Path

from webapp.config import REPOSITORY
from webapp.shell import modules
from webapp.shell.assets import BUNDLES, Assets, lean

FOLDER = REPOSITORY / "static" / "js"
SOURCES = {
    path.relative_to(FOLDER).as_posix(): lean("js/x.js", path.read_bytes()).decode() for path in FOLDER.rglob("*.js")
}
MAKES = re.compile(r'^"([\w/.-]+)": (?:async )?\(\) => \{$', re.M)


def test_modules_say_nothing_that_would_be_lost() -> None:
    """Every import and export is of a form that joining knows; nothing is exported that may change later."""
    for name, source in SOURCES.items():
        rest = modules.EXPORT.sub("", modules.STATIC.sub("", source)).replace(modules.NOTHING, "")
        assert not re.search(r"^(import|export)\b", rest, re.M), name
        literal = len(modules.LAZY.findall(modules.TYPE.sub("", source)))
        assert len(re.findall(r"\bimport\((?!VENDORED)", modules.TYPE.sub("", source))) == literal, name


def test_nothing_imports_in_a_circle() -> None:
    def below(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " > ".join((*above, name))
        for other in modules.reached(SOURCES, [name])[1:]:
            if other not in done:
                below(other, (*above, name))
        done.add(name)

    done: set[str] = set()
    for name in SOURCES:
        below(name, ())


def test_whoever_waits_is_only_asked_for() -> None:
    """A module that waits is a promise; a static import of it would get that and not what it exports."""
    waiting = {name for name, source in SOURCES.items() if modules.waits(source)}
    imported = {other for name in SOURCES for other in modules.reached(SOURCES, [name])[1:]}

    assert waiting == {"main.js", "pages/new-problem.js"}
    assert not waiting & imported


def test_every_module_is_in_one_file() -> None:
    assets = Assets(REPOSITORY / "static")
    scripts = {name: asset.body.decode() for name, asset in assets.files.items() if name.startswith("js/")}

    assert sorted(scripts) == sorted(f"js/{file}" for file in BUNDLES)
    made = [name for text in scripts.values() for name in MAKES.findall(text)]
    assert sorted(made) == sorted(SOURCES)


def test_joined_modules_run_once_in_order_and_when_they_are_asked_for(tmp_path: Path) -> None:
    sources = {
        "main.js": 'import { two as second } from "./lib/two.js"\nimport "./lib/one.js"\n'
        'said.push(second(), "main")\nawait import("./pages/late.js")\n',
        "lib/one.js": 'said.push("one")\nexport const one = 1\nexport async function far() {\n  return 1\n}\n',
        "lib/two.js": 'import {\n  one,\n} from "./one.js"\nexport function two() {\n  return one + 1\n}\n',
        "pages/late.js": 'import { one } from "../lib/one.js"\nimport { deep } from "./deep.js"\n'
        "said.push(one, deep, new URL('./x', import.meta.url).pathname.split('/').slice(-2).join('/'))\n",
        "pages/deep.js": "export class Deep {}\nexport const deep = /** @type {number} */ (new Deep() && 3)\n",
        "pages/never.js": 'said.push("never")\n',
    }
    files = modules.joined(sources, {modules.CORE: ("main.js",), "rest.js": ()}, "main.js")
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "run.mjs").write_text(
        "globalThis.said = []\nconst { $use } = await import('./core.js')\n"
        "await $use('main.js')\nconsole.log(JSON.stringify(said))\n"
    )
    (tmp_path / "package.json").write_text('{"type": "module"}')

    ran = subprocess.run(["node", "run.mjs"], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert json.loads(ran.stdout) == ["one", 2, "main", 1, 3, "pages/x"]
