"""What a phone fetches before it can work: scripts, words and styles of the first signed-in screen."""

import gzip

from webapp.config import REPOSITORY
from webapp.shell.assets import BUNDLE, PRINT_CSS, Assets

LIMIT = 60 * 1024  # bytes, compressed (the figure)
# What main.js loads on the inspector's home, which asks for more than any other first screen.
HOME = ("js/main.js", "js/components/camera-link.js", "js/components/unsent-bar.js", "js/components/relative-time.js")


def test_scripts_and_styles_of_the_first_screen_stay_small() -> None:
    assets = Assets(REPOSITORY / "static")
    names = {name for start in HOME for name in assets.modules(start)} | {BUNDLE, PRINT_CSS, "i18n/zh-Hans.json"}

    sizes = {name: len(gzip.compress(assets.files[name].body, 6)) for name in sorted(names)}

    assert sum(sizes.values()) <= LIMIT, sizes


def test_modules_are_listed_with_all_they_import() -> None:
    assets = Assets(REPOSITORY / "static")

    listed = assets.modules("js/pages/new-problem.js")

    assert "js/store/db.js" in listed
    assert len(listed) == len(set(listed))
