"""The demo's drawn pictures: small enough, repeatable, honest JPEGs that differ where they should."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

import webapp
from webapp.photos import images
from webapp.photos.vocab import BLURRED_BELOW, JPEG
from webapp.shell.demo import pictures, props

pytestmark = pytest.mark.slow

CATALOGUE = Path(webapp.__file__).with_name("catalogue") / "data" / "catalogue.json"
STAGES = (pictures.BEFORE, pictures.AFTER)


@pytest.mark.parametrize("kind", pictures.kinds())
def test_every_scene_is_drawn_twice_and_is_accepted_as_a_photo(kind: str) -> None:
    before, after = (pictures.draw(kind, stage, 1) for stage in STAGES)

    for made in (before, after):
        facts = images.examine(made, JPEG)
        assert (facts.width, facts.height) == (1600, 1200)
        assert facts.sharpness > BLURRED_BELOW
        assert len(made) <= 350_000
    assert before != after


def test_the_same_seed_draws_the_same_picture() -> None:
    assert pictures.draw("steps", pictures.BEFORE, 7) == pictures.draw("steps", pictures.BEFORE, 7)


def test_other_seeds_draw_other_places() -> None:
    seen = {images.examine(pictures.draw("furniture", pictures.BEFORE, seed)).dhash for seed in range(4)}

    assert len(seen) == 4


def test_time_and_place_are_written_as_a_camera_does() -> None:
    taken = datetime(2026, 11, 19, 9, 30)  # noqa: DTZ001 - cameras write no zone

    facts = images.examine(pictures.draw("list", pictures.AFTER, 1, taken_at=taken, place=(28.2561, 109.5012)))

    assert facts.taken_at == datetime(2026, 11, 19, 1, 30, tzinfo=UTC)
    assert (facts.lat, facts.lng) == (pytest.approx(28.2561, abs=1e-5), pytest.approx(109.5012, abs=1e-5))


def test_without_time_and_place_nothing_is_written() -> None:
    facts = images.examine(pictures.draw("list", pictures.AFTER, 1))

    assert (facts.taken_at, facts.lat) == (None, None)


def test_a_kind_without_a_scene_shows_another_one() -> None:
    assert pictures.draw("no-such-icon", pictures.BEFORE, 1).startswith(b"\xff\xd8")
    with pytest.raises(ValueError, match="not a stage"):
        pictures.draw("steps", "later", 1)


def test_every_icon_of_the_catalogue_has_a_scene_or_one_that_comes_near() -> None:
    kinds = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    icons = {kind["icon"] for kind in _issue_types(kinds)}

    assert icons - set(pictures.kinds()) - set(pictures.ALIKE) <= {"visit"}
    assert set(pictures.ALIKE.values()) <= set(pictures.kinds())


def _issue_types(found: object) -> list[dict[str, str]]:
    """Every entry that names an icon, however deep it lies."""
    if isinstance(found, dict):
        own = [found] if "icon" in found else []
        return own + [kind for value in found.values() for kind in _issue_types(value)]
    return [kind for value in found for kind in _issue_types(value)] if isinstance(found, list) else []


def test_without_a_chinese_font_signs_are_drawn_as_strokes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(props, "font", lambda: None)

    sheet = props.lettering("活动室", props.INK, downwards=False)

    assert sheet.size == (192, 64)
    assert sheet.getchannel("A").getextrema() == (0, 255)
    assert sheet.tobytes() == props.lettering("活动室", props.INK, downwards=False).tobytes()
