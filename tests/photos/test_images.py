"""What is taken in, what is known of it, and what is shown of it."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageFilter

from tests.photos import pictures
from webapp.kernel.errors import AppError
from webapp.photos import images, likeness
from webapp.photos.likeness import distance
from webapp.photos.vocab import (
    BLURRED_BELOW,
    EXAMINED_SIDE,
    HEIC,
    JPEG,
    MAX_BYTES,
    MAX_BYTES_OF,
    NEAR_DUPLICATE,
    PNG,
    WEBP,
)

REAL = Path(__file__).parents[2].parent / "shared" / "photos"
NINE_THIRTY = datetime(2026, 11, 19, 9, 30)  # noqa: DTZ001 - cameras write no zone
real_photos = pytest.mark.skipif(not REAL.is_dir(), reason="the folder of real photos is not here")


def refused(data: bytes, claimed: str | None = None, *, heic: bool = True) -> str:
    """The code with which these bytes are refused."""
    with pytest.raises(AppError) as caught:
        images.examine(data, claimed, heic=heic)
    return caught.value.problem.code


def opened(data: bytes) -> Image.Image:
    """A derived picture, read back."""
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def near(picture: Image.Image, at: tuple[int, int], colour: tuple[int, ...]) -> bool:
    """Whether the pixel has this colour, give or take what JPEG does to it."""
    found = picture.convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    return all(abs(one - other) < 40 for one, other in zip(found, colour, strict=True))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_shown_upright(orientation: int) -> None:
    data = pictures.turned(orientation)

    facts = images.examine(data, JPEG)
    shown = opened(images.derive(data, JPEG, 80))

    assert (facts.width, facts.height, facts.orientation) == (160, 120, orientation)
    assert shown.size == (80, 60)
    assert near(shown, (4, 4), pictures.RED)
    assert near(shown, (76, 56), pictures.BLUE)
    assert near(shown, (76, 4), pictures.GREY)


def test_the_hash_is_that_of_the_upright_picture() -> None:
    upright = images.examine(pictures.turned(1)).dhash

    turned = [images.examine(pictures.turned(orientation)).dhash for orientation in range(2, 9)]

    assert max(distance(upright, one) for one in turned) <= NEAR_DUPLICATE


def test_a_copy_turned_by_hand_is_found_in_one_of_eight_orientations() -> None:
    original = images.examine(pictures.jpeg(7))
    rotated = pictures.encoded(pictures.scene(7).transpose(Image.Transpose.ROTATE_90), quality=60)

    copy = images.examine(rotated)

    assert distance(original.dhash, copy.dhash) > 10
    assert images.nearest(original.dhash, copy.dhashes) <= NEAR_DUPLICATE


@pytest.mark.parametrize("at", range(8))
def test_turned_cells_are_those_of_the_turned_picture(at: int) -> None:
    turn = (*likeness.KEEPING, *likeness.TURNING)[at]
    picture = pictures.scene(7)

    turned = likeness.dhash(picture if turn is None else picture.transpose(turn))

    assert distance(likeness.dhashes(picture)[at], turned) <= 1  # a cell may be rounded the other way


def test_other_pictures_are_far_apart() -> None:
    first = images.examine(pictures.jpeg(1))

    others = [images.nearest(first.dhash, images.examine(pictures.jpeg(seed)).dhashes) for seed in range(2, 12)]

    assert min(others) > NEAR_DUPLICATE


def test_the_hash_fits_sixteen_hex_digits() -> None:
    facts = images.examine(pictures.jpeg(3))

    assert len(facts.dhashes) == 8
    assert facts.dhashes[0] == facts.dhash
    assert all(0 <= one < 1 << 64 for one in facts.dhashes)


def test_a_blurred_picture_is_known_from_a_sharp_one() -> None:
    sharp = pictures.scene(5, 1600, 1200)

    clear = images.examine(pictures.encoded(sharp)).sharpness
    blurred = images.examine(pictures.encoded(sharp.filter(ImageFilter.GaussianBlur(24)))).sharpness

    assert clear > BLURRED_BELOW > blurred


def test_time_place_and_camera_are_read() -> None:
    block = pictures.exif_block(taken=NINE_THIRTY, place=(28.25, 109.5), make="Invented", model="P 1")

    facts = images.examine(pictures.jpeg(exif=block), JPEG)

    assert facts.taken_at == datetime(2026, 11, 19, 1, 30, tzinfo=UTC)
    assert (facts.lat, facts.lng, facts.accuracy) == (28.25, 109.5, 6.5)
    assert (facts.make, facts.model) == ("Invented", "P 1")


def test_a_time_with_its_own_offset_is_not_taken_for_chinese_time() -> None:
    block = pictures.exif_block(taken=NINE_THIRTY, offset="-03:30")

    assert images.examine(pictures.jpeg(exif=block)).taken_at == datetime(2026, 11, 19, 13, 0, tzinfo=UTC)


def test_a_picture_without_facts_is_welcome() -> None:
    facts = images.examine(pictures.jpeg())

    assert (facts.taken_at, facts.lat, facts.lng, facts.make) == (None, None, None, "")
    assert facts.mime == JPEG


@pytest.mark.parametrize(("form", "mime"), [("PNG", PNG), ("WEBP", WEBP)])
def test_facts_of_png_and_webp_are_read_as_well(form: str, mime: str) -> None:
    block = pictures.exif_block(orientation=6, place=(-12.5, -70.25))
    stored = pictures.marked().transpose(pictures.STORED_AS[6])
    data = pictures.encoded(stored, form, exif=block, **({"lossless": True} if form == "WEBP" else {}))

    facts = images.examine(data, mime)

    assert (facts.width, facts.height, facts.lat, facts.lng) == (160, 120, -12.5, -70.25)
    assert near(opened(images.derive(data, mime, 160)), (8, 8), pictures.RED)


def test_served_copies_carry_no_metadata() -> None:
    block = pictures.exif_block(taken=NINE_THIRTY, place=(28.0, 109.0), make="Invented")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = pictures.jpeg(exif=block, icc_profile=profile, comment=b"a name that must not go along")
    data = pictures.with_segment(data, 0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>secret</x:xmpmeta>")
    data = pictures.with_segment(data, 0xED, b"Photoshop 3.0\x008BIM secret")

    for made in images.derive_each(data, JPEG, (320, 160)):
        kinds = set(pictures.markers(made))
        assert kinds <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
        assert b"secret" not in made
        assert b"Invented" not in made
        assert b"must not" not in made
        assert made.endswith(b"\xff\xd9")


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_copies_of_other_types_carry_no_metadata_either(form: str) -> None:
    data = pictures.encoded(pictures.scene(), form, exif=pictures.exif_block(make="Invented"))

    made = images.derive(data, f"image/{form.lower()}", 100)

    assert set(pictures.markers(made)) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}


def test_small_pictures_are_not_enlarged() -> None:
    assert opened(images.derive(pictures.jpeg(width=50, height=40), JPEG, 1600)).size == (50, 40)


@pytest.mark.parametrize("size", [(1, 1), (3, 1), (1, 900), (2000, 2)])
def test_odd_sizes_are_taken(size: tuple[int, int]) -> None:
    data = pictures.jpeg(width=size[0], height=size[1])

    facts = images.examine(data)
    shown = opened(images.derive(data, JPEG, 320))

    assert (facts.width, facts.height) == size
    assert max(shown.size) <= 320
    assert min(shown.size) >= 1


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "I;16", "CMYK", "PA", "YCbCr"])
def test_every_colour_mode_becomes_an_rgb_jpeg(mode: str) -> None:
    picture = pictures.marked()
    form = "JPEG" if mode in ("CMYK", "YCbCr") else "PNG"
    if mode == "I;16":
        made = picture.convert("L").convert("I").point(lambda value: value * 257).convert("I;16")
    elif mode == "PA":
        made = picture.convert("P")
        made.info["transparency"] = made.getpixel((80, 60))
    else:
        made = picture.convert(mode)
    data = pictures.encoded(made, form, **({"quality": 95} if form == "JPEG" else {}))

    facts = images.examine(data, f"image/{form.lower()}")
    shown = opened(images.derive(data, facts.mime, 160))

    assert (shown.mode, shown.size) == ("RGB", (160, 120))
    grey = pictures.marked().convert("L").getpixel((8, 8))
    assert isinstance(grey, int)
    wanted = {"L": (grey,) * 3, "LA": (grey,) * 3, "I;16": (grey,) * 3, "1": None}.get(mode, pictures.RED)
    if wanted is not None:
        assert near(shown, (8, 8), wanted)


def test_16_bit_colour_is_taken() -> None:
    row = b"\0" + b"\xc8\x00\x1e\x00\x1e\x00" * 8
    head = (8).to_bytes(4, "big") * 2 + bytes([16, 2, 0, 0, 0])
    parts = [(b"IHDR", head), (b"IDAT", pictures.zlib.compress(row * 8)), (b"IEND", b"")]
    data = b"\x89PNG\r\n\x1a\n" + b"".join(pictures.chunk(*part) for part in parts)

    assert near(opened(images.derive(data, PNG, 8)), (4, 4), pictures.RED)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_becomes_white(mode: str) -> None:
    picture = Image.new(mode, (40, 40), (0, 0, 0, 0) if mode == "RGBA" else (0, 0))

    assert near(opened(images.derive(pictures.encoded(picture, "PNG"), PNG, 40)), (20, 20), (255, 255, 255))


def test_the_first_picture_of_an_mpo_is_shown() -> None:
    data = pictures.mpo()

    facts = images.examine(data, JPEG)

    assert (facts.mime, facts.width) == (JPEG, 160)
    assert near(opened(images.derive(data, JPEG, 160)), (8, 8), pictures.RED)


def test_another_colour_space_is_turned_into_srgb() -> None:
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()

    shown = opened(images.derive(pictures.encoded(pictures.marked(), icc_profile=swapped), JPEG, 160))

    assert "icc_profile" not in shown.info
    assert near(shown, (8, 8), pictures.RED)


def test_what_follows_the_end_of_a_jpeg_is_ignored() -> None:
    facts = images.examine(pictures.jpeg() + b"PK\x03\x04<script>alert(1)</script>", JPEG)

    assert facts.width == 320


@pytest.mark.parametrize(
    ("data", "claimed", "code"),
    [
        (b"", JPEG, "photo.not_an_image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", JPEG, "photo.not_an_image"),
        (b"<html>Sign in to this network</html>", None, "photo.not_an_image"),
        (b"\0" + pictures.jpeg(), JPEG, "photo.not_an_image"),
        (b"\0" * 4096, JPEG, "photo.not_an_image"),
        (pictures.jpeg(), PNG, "photo.type_mismatch"),
        (pictures.encoded(pictures.scene(), "PNG"), JPEG, "photo.type_mismatch"),
        (pictures.encoded(pictures.scene(), "GIF"), JPEG, "photo.type_mismatch"),
        (pictures.encoded(pictures.scene(), "GIF"), None, "photo.type_unsupported"),
        (pictures.encoded(pictures.scene(), "TIFF"), None, "photo.type_unsupported"),
        (pictures.encoded(pictures.scene(), "AVIF"), None, "photo.type_unsupported"),
        (pictures.jpeg(), "image/gif", "photo.type_unsupported"),
        (pictures.jpeg(), "text/html", "photo.type_unsupported"),
        (b"\xff\xd8\xff" + b"\0" * MAX_BYTES, JPEG, "photo.too_large"),
        (b"RIFF\0\0\0\0WEBP" + b"\0" * MAX_BYTES_OF[WEBP], WEBP, "photo.too_large"),
    ],
)
def test_what_is_no_accepted_picture_is_refused(data: bytes, claimed: str | None, code: str) -> None:
    assert refused(data, claimed) == code


@pytest.mark.parametrize("claimed", [None, "", "image/jpeg", "image/JPG; q=1", "application/octet-stream"])
def test_a_jpeg_may_claim_to_be_one_or_nothing(claimed: str | None) -> None:
    assert images.examine(pictures.jpeg(), claimed).mime == JPEG


def test_heic_is_decoded_in_a_child() -> None:
    block = pictures.exif_block(taken=NINE_THIRTY, place=(28.25, 109.5), orientation=6)
    data = pictures.heic(pictures.marked().transpose(pictures.STORED_AS[6]), exif=block)

    facts = images.examine(data, "image/heif")
    shown = opened(images.derive(data, HEIC, 80))

    assert (facts.mime, facts.width, facts.height) == (HEIC, 160, 120)
    assert (facts.lat, facts.lng) == (28.25, 109.5)
    assert shown.size == (80, 60)
    assert near(shown, (4, 4), pictures.RED)


def test_heic_can_be_switched_off() -> None:
    assert refused(pictures.heic(pictures.marked()), HEIC, heic=False) == "photo.type_unsupported"


@pytest.mark.slow
@real_photos
def test_real_photos_are_taken() -> None:
    sizes = {}
    for path in sorted(REAL.glob("*.jpg")) + sorted(REAL.glob("*.heic")):
        if path.name == "truncated.jpg":
            continue
        data = path.read_bytes()
        facts = images.examine(data)
        view, thumb = images.derive_each(data, facts.mime, (1600, 320))
        sizes[path.name] = (facts.width, facts.height)
        assert max(opened(view).size) == 1600
        assert max(opened(thumb).size) == EXAMINED_SIDE
        assert facts.sharpness > BLURRED_BELOW

    assert sizes["oppo-r7.jpg"] == (3120, 4160)
    assert sizes["iphone-booth.heic"] == (3024, 4032)


@pytest.mark.slow
@real_photos
def test_a_real_photo_that_ends_too_early_is_refused() -> None:
    assert refused((REAL / "truncated.jpg").read_bytes(), JPEG) == "photo.undecodable"
