"""Files made to break a decoder, or to keep it busy."""

import random
import resource
import struct
import time
import zlib

import pytest
from PIL import Image

from tests.photos import pictures
from tests.photos.test_images import refused
from webapp.kernel.errors import AppError
from webapp.photos import exif, heic, images
from webapp.photos.vocab import HEIC, JPEG, MAX_SCANS, PNG, WEBP

pytestmark = pytest.mark.slow  # each bomb is let off in earnest
SEED = 20261123


def cpu() -> float:
    """Seconds of CPU this process and its ended children have used."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, whose))


def outcome_of(data: bytes) -> str:
    """The type these bytes are taken as, or the code of their refusal."""
    try:
        return images.examine(data).mime
    except AppError as refusal:
        return refusal.problem.code


@pytest.mark.parametrize("kept", [0.999, 0.9, 0.5, 0.1])
@pytest.mark.parametrize("options", [{}, {"progressive": True}])
def test_a_jpeg_that_ends_too_early_is_refused(kept: float, options: dict[str, bool]) -> None:
    data = pictures.jpeg(**options)

    assert refused(data[: int(len(data) * kept)], JPEG) == "photo.undecodable"


@pytest.mark.parametrize(("form", "mime"), [("PNG", PNG), ("WEBP", WEBP)])
def test_other_files_that_end_too_early_are_refused(form: str, mime: str) -> None:
    data = pictures.encoded(pictures.scene(), form)

    assert refused(data[: len(data) // 2], mime) == "photo.undecodable"


def test_a_heic_that_ends_too_early_is_refused() -> None:
    data = pictures.heic(pictures.scene())

    assert refused(data[: len(data) // 2], HEIC) == "photo.undecodable"


def test_thousands_of_scans_are_refused_before_decoding() -> None:
    bomb = pictures.many_scans(2722, 2000, 1500)
    before = time.process_time()

    code = refused(bomb, JPEG)

    assert code == "photo.too_many_scans"
    assert time.process_time() - before < 1


def test_few_scans_over_many_pixels_are_refused_too() -> None:
    bomb = pictures.claims_size(pictures.many_scans(MAX_SCANS), 8000, 8000)

    assert refused(bomb, JPEG) == "photo.too_many_scans"


def test_an_honest_progressive_jpeg_is_taken() -> None:
    assert images.examine(pictures.jpeg(progressive=True)).width == 320
    assert images.examine(pictures.many_scans(MAX_SCANS)).width == 64


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (pictures.claims_size(pictures.jpeg(), 8001, 8000), JPEG),
        (pictures.claims_size(pictures.jpeg(), 65535, 65535), JPEG),
        (pictures.png_of(4001, 4000, rows=b""), PNG),
        (pictures.png_of(2**31 - 1, 2**31 - 1, rows=b""), PNG),
        (pictures.encoded(Image.new("RGB", (4096, 4000)), "WEBP", lossless=True, method=0, quality=0), WEBP),
    ],
)
def test_too_many_pixels_are_refused_before_decoding(data: bytes, mime: str) -> None:
    before = time.process_time()

    code = refused(data, mime)

    assert code == "photo.too_many_pixels"
    assert time.process_time() - before < 1


def test_a_webp_whose_canvas_lies_about_its_picture_is_refused() -> None:
    data = bytearray(pictures.encoded(pictures.scene(), "WEBP", exif=pictures.exif_block(make="x")))
    assert data[12:16] == b"VP8X"
    data[24:30] = struct.pack("<I", 16382)[:3] * 2

    assert refused(bytes(data), WEBP) == "photo.undecodable"


def test_a_jpeg_with_two_frames_is_refused() -> None:
    data = pictures.jpeg()
    start, end = next((start, end) for marker, start, end in pictures.segments(data) if marker == 0xC0)

    assert refused(data[:end] + data[start:end] + data[end:], JPEG) == "photo.undecodable"


@pytest.mark.parametrize("marker", [0xC3, 0xC9, 0xCA])
def test_lossless_and_arithmetic_jpeg_are_refused(marker: int) -> None:
    data = bytearray(pictures.jpeg())
    start = next(start for found, start, _ in pictures.segments(data) if found == 0xC0)
    data[start + 1] = marker

    assert refused(bytes(data), JPEG) == "photo.undecodable"


def test_a_png_that_unpacks_to_more_than_its_pixels_is_cheap() -> None:
    packer = zlib.compressobj(1)
    rows = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(200)) + packer.flush()
    bomb = pictures.png_of(100, 100, rows=rows)
    before = time.process_time()

    facts = images.examine(bomb, PNG)

    assert facts.width == 100
    assert time.process_time() - before < 1


def test_a_png_full_of_packed_metadata_is_cheap() -> None:
    packed = zlib.compress(b"\0" * 1_000_000, 9)
    profile = pictures.chunk(b"iCCP", b"x\0\0" + packed)
    words = pictures.chunk(b"zTXt", b"x\0\0" + packed)
    bomb = pictures.png_of(100, 100, *([profile, words] * 2000))
    before = time.process_time()

    facts = images.examine(bomb, PNG)

    assert facts.width == 100
    assert time.process_time() - before < 1


@pytest.mark.parametrize(
    "bomb",
    [
        b"\xff\xd8\xff" + b"\xfe\x00\x02\xff" * 1_000_000,
        pictures.png_of(9, 9, *[pictures.chunk(b"tEXt", b"")] * 100_000),
        b"RIFF" + struct.pack("<I", 800_004) + b"WEBP" + b"JUNK\0\0\0\0" * 100_000,
        b"\xff\xd8" + b"\xff" * 4_000_000,
    ],
)
def test_endless_structure_is_cut_short(bomb: bytes) -> None:
    before = time.process_time()

    code = refused(bomb)

    assert code == "photo.undecodable"
    assert time.process_time() - before < 1


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_moving_pictures_are_refused(form: str) -> None:
    data = pictures.encoded(pictures.scene(1), form, save_all=True, append_images=[pictures.scene(2)])

    assert refused(data, f"image/{form.lower()}") == "photo.animated"


def test_exif_whose_entries_all_point_at_the_same_bytes_is_cheap() -> None:
    entry = struct.pack("<HHII", 0x010F, 2, 60_000, 8)
    block = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 5000) + entry * 5000
    before = time.process_time()

    claims = exif.read(b"Exif\0\0" + block.ljust(65_000, b"A"))

    assert len(claims.make) <= 64
    assert time.process_time() - before < 0.1


def gps(lat: tuple[int, ...], ref: bytes = b"N\0\0\0") -> bytes:
    """An EXIF block that holds a place and nothing else."""
    main = struct.pack("<HHHII", 1, 0x8825, 4, 1, 26) + b"\0" * 4
    at = 26 + 2 + 4 * 12 + 4
    entries = b"".join(
        (
            struct.pack("<HHI", 1, 2, 2) + ref,
            struct.pack("<HHII", 2, 5, 3, at),
            struct.pack("<HHI", 3, 2, 2) + b"E\0\0\0",
            struct.pack("<HHII", 4, 5, 3, at + 24),
        )
    )
    place = struct.pack("<6I", *lat) + struct.pack("<6I", 109, 1, 30, 1, 0, 1)
    return b"II*\0" + struct.pack("<I", 8) + main + struct.pack("<H", 4) + entries + b"\0" * 4 + place


def test_a_place_is_read() -> None:
    assert exif.read(gps((28, 1, 15, 1, 0, 1))).lat == 28.25
    assert exif.read(gps((28, 1, 15, 1, 0, 1), b"S\0\0\0")).lat == -28.25
    assert exif.read(gps((28, 1, 15, 1, 0, 0))).lat == 28.25


@pytest.mark.parametrize(
    "block",
    [
        gps((28, 0, 15, 0, 0, 0)),
        gps((91, 1, 0, 1, 0, 1)),
        gps((28, 1, 61, 1, 0, 1)),
        gps((4_000_000_000, 1, 0, 1, 0, 1)),
        gps((28, 1, 15, 1, 0, 1), b"?\0\0\0"),
        gps((28, 1, 15, 1, 0, 1), b"\0\0\0\0"),
        gps((28, 1, 15, 1, 0, 1))[:-30],
    ],
)
def test_places_that_cannot_be_are_absent(block: bytes) -> None:
    claims = exif.read(block)

    assert (claims.lat, claims.lng) == (None, None)


@pytest.mark.parametrize(
    "text",
    ["0000:00:00 00:00:00", "    :  :     :  :  ", "2026:13:45 99:99:99", "1899:01:01 00:00:00", "NaN", ""],
)
def test_times_that_cannot_be_are_absent(text: str) -> None:
    block = Image.Exif()
    block.get_ifd(0x8769)[0x9003] = text

    assert exif.read(block.tobytes()).taken_at is None


def test_no_exif_garbage_raises() -> None:
    chance = random.Random(SEED)
    good = pictures.exif_block(orientation=6, place=(28.25, 109.5), make="Invented")

    for _ in range(3000):
        claims = exif.read(pictures.mutated(good, chance))
        assert 1 <= claims.orientation <= 8
        assert claims.lat is None or -90 <= claims.lat <= 90
        assert claims.lng is None or -180 <= claims.lng <= 180


def test_a_heic_that_needs_too_much_cpu_is_killed() -> None:
    data = pictures.heic(pictures.scene())
    before = cpu()

    with pytest.raises(AppError) as caught:
        heic.decode(data, 320, cpu_seconds=0)

    assert caught.value.problem.code == "photo.too_costly"
    assert cpu() - before < 2


def test_a_heic_that_needs_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heic, "MAX_HEIC_MEMORY", 60_000_000)

    code = refused(pictures.heic(pictures.scene(1, 1600, 1200)), HEIC)

    assert code in ("photo.too_costly", "photo.undecodable")


def test_a_heic_decoder_without_an_answer_is_asked_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heic, "MAX_HEIC_WALL_SECONDS", 0.001)

    assert refused(pictures.heic(pictures.scene()), HEIC) == "photo.busy"


def test_a_heic_of_too_many_pixels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(heic.MAX_PIXELS, HEIC, 1000)

    assert refused(pictures.heic(pictures.scene()), HEIC) == "photo.too_many_pixels"


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (pictures.jpeg(1, 64, 48, exif=pictures.exif_block(6, place=(28.25, 109.5))), JPEG),
        (pictures.jpeg(2, 64, 48, progressive=True), JPEG),
        (pictures.mpo(), JPEG),
        (pictures.encoded(pictures.scene(3, 64, 48), "PNG"), PNG),
        (pictures.encoded(pictures.scene(4, 64, 48).convert("P"), "PNG"), PNG),
        (pictures.encoded(pictures.scene(5, 64, 48), "WEBP", exif=pictures.exif_block(3)), WEBP),
        (pictures.encoded(pictures.scene(6, 64, 48).convert("RGBA"), "WEBP", lossless=True), WEBP),
    ],
)
def test_changed_bytes_give_facts_or_a_clear_refusal(data: bytes, mime: str) -> None:
    chance = random.Random(SEED)
    taken = 0

    for _ in range(100):
        outcome = outcome_of(pictures.mutated(data, chance))
        assert outcome.startswith("photo.") or outcome == mime
        taken += outcome == mime

    assert taken < 100


def test_changed_heic_bytes_give_facts_or_a_clear_refusal() -> None:
    chance = random.Random(SEED)
    data = pictures.heic(pictures.scene(8, 64, 48))

    for _ in range(12):
        assert outcome_of(pictures.mutated(data, chance)).startswith(("photo.", HEIC))
