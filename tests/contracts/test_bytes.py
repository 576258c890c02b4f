"""What a phone fetches before it can work (the first signed-in screen), and what it keeps: scripts, words, styles."""

import gzip
import json
import subprocess

from webapp.config import REPOSITORY
from webapp.shell.assets import FIRST_SCREEN, Assets, lean

LIMIT = 60 * 1024  # bytes, compressed (the figure)
KEPT_LIMIT = 120 * 1024  # the same for everything that is kept besides images
PARSE = """
const sources = JSON.parse(require('fs').readFileSync(0, 'utf8'))
for (const [name, code] of Object.entries(sources)) {
  try { new (require('vm').SourceTextModule)(code) } catch (error) { console.log(name, error.message) }
}"""


def test_scripts_and_styles_of_the_first_screen_stay_small() -> None:
    assets = Assets(REPOSITORY / "static")

    sizes = {name: len(gzip.compress(assets.files[name].body, 6)) for name in FIRST_SCREEN}

    assert sum(sizes.values()) <= LIMIT, sizes


def test_everything_that_is_kept_stays_small() -> None:
    assets = Assets(REPOSITORY / "static")
    names = [address.removeprefix(f"/assets/{assets.version}/") for address in assets.shell()]

    sizes = {name: len(gzip.compress(assets.files[name].body, 6)) for name in names if not name.startswith("img/")}

    assert sum(sizes.values()) <= KEPT_LIMIT, sizes


def test_what_loses_its_comments_is_still_a_program() -> None:
    """Each file of modules parses, and nothing but whole lines of comments is gone."""
    assets = Assets(REPOSITORY / "static")
    modules = {name: asset.body.decode() for name, asset in assets.files.items() if name.startswith("js/")}

    command = ["node", "--no-warnings", "--experimental-vm-modules", "-e", PARSE]
    said = subprocess.run(command, input=json.dumps(modules), capture_output=True, text=True, check=True)

    assert said.stdout == ""
    odd = b"/** @type {x} */ const a = 1\n\n/** gone\n */\n  // gone\nb() // stays\n"
    assert lean("js/x.js", odd) == b"/** @type {x} */ const a = 1\nb() // stays\n"
    assert lean("vendor/x.js", odd) == odd
