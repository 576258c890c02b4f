"""Browser modules joined into a few files, in memory, at the start of the app.

Each module stays a function that runs when something first asks for it: once, after what it imports, as a module of its
own would. What the sources may say is little (``tests/contracts/test_modules.py``): static imports of names, exports
of functions, classes and constants, and ``import("./literal.js")``.
"""

import posixpath
import re
from collections.abc import Mapping, Sequence

STATIC = re.compile(r'^import (?:\{([^}]*)\} from )?"(\.[^"]+)"\n', re.M)
EXPORT = re.compile(r"^export ((?:async )?function|class|const) (\w+)", re.M)
NOTHING = "export {}\n"
LAZY = re.compile(r'\bimport\("(\.[^"]+)"\)')
# A comment within a line that only says of which type something is.
TYPE = re.compile(r"/\*\* @type .*?\*/ ?")
WAITING = re.compile(r"^(?! |}|//|(?:export )?async ).*\bawait ", re.M)
HERE = "import.meta.url"
CORE = "core.js"
HEAD = """const $modules = {}
const $made = {}
export const $use = (name) => ($made[name] ??= $modules[name]())
export const $add = (more) => Object.assign($modules, more)
export const $lazy = async (name, file) => {
if (file) await import(file)
return $use(name)
}
"""


def joined(sources: Mapping[str, str], bundles: Mapping[str, Sequence[str]], entry: str) -> dict[str, str]:
    """The files to serve, by name.

    :param sources: module → its text, both without comments of their own lines.
    :param bundles: file → the modules it begins from. Each takes along what these import and no file before it has.
        The first is ``core.js``; the last takes all the rest.
    :param entry: the module that runs by itself.
    """
    owners: dict[str, str] = {}
    for file, starts in bundles.items():
        for name in reached(sources, starts):
            owners.setdefault(name, file)
    last = list(bundles)[-1]
    for name in sources:
        owners.setdefault(name, last)
    return {file: _file(file, sources, owners, entry) for file in bundles}


def reached(sources: Mapping[str, str], starts: Sequence[str]) -> list[str]:
    """``starts`` and every module that they import statically, nearest first."""
    found = list(starts)
    for name in found:
        for _, target in STATIC.findall(sources[name]):
            other = _resolved(name, target)
            if other not in found:
                found.append(other)
    return found


def waits(source: str) -> bool:
    """Whether a module waits for something before it is ready; only what is asked for by ``import()`` may."""
    return WAITING.search(source) is not None


def _file(file: str, sources: Mapping[str, str], owners: Mapping[str, str], entry: str) -> str:
    factories = [_factory(name, sources[name], file, owners) for name, owner in owners.items() if owner == file]
    head = HEAD if file == CORE else f'import {{ $add, $lazy, $use }} from "./{CORE}"\n'
    run = f'$use("{entry}")\n' if owners[entry] == file else ""
    return f"{head}$add({{\n{''.join(factories)}}})\n{run}"


def _factory(name: str, source: str, file: str, owners: Mapping[str, str]) -> str:
    def lazy(found: re.Match[str]) -> str:
        other = _resolved(name, found[1])
        place = "" if owners[other] == file else f', "./{owners[other]}"'
        return f'$lazy("{other}"{place})'

    body = TYPE.sub("", source).replace(NOTHING, "")
    imports = [_import(name, found) for found in STATIC.finditer(body)]
    body = LAZY.sub(lazy, STATIC.sub("", body)).replace(HERE, f'new URL("./{name}", {HERE}).href')
    names = ", ".join(found[2] for found in EXPORT.finditer(body))
    body = EXPORT.sub(r"\1 \2", body)
    mark = "async " if waits(source) else ""
    return f'"{name}": {mark}() => {{\n{"".join(imports)}{body}return {{ {names} }}\n}},\n'


def _import(name: str, found: re.Match[str]) -> str:
    other = _resolved(name, found[2])
    if found[1] is None:
        return f'$use("{other}")\n'
    names = re.sub(r"\s+", " ", found[1]).replace(" as ", ": ").strip().rstrip(",")
    return f'const {{ {names} }} = $use("{other}")\n'


def _resolved(name: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
