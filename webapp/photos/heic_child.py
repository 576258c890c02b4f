"""The program that decodes one HEIC file: bytes on stdin, an answer on stdout.

Run by ``heic`` by its path, so it imports nothing of this application. The answer is a line of JSON, the
EXIF block, and the rows of an RGB picture in sRGB.
"""

import io
import json
import resource
import sys
from typing import Any

import pillow_heif
from PIL import Image, ImageCms

MAX_BLOCK = 1_000_000
WHITE = (255, 255, 255)

Answer = tuple[dict[str, Any], bytes, bytes]


def limit(limits: dict[str, int]) -> None:
    """Bind this process to seconds of CPU, bytes of memory and answer, before it reads a stranger's bytes."""
    for which, most in (
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_FSIZE, limits["answer"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(which, (most, most))


def decode(data: bytes, long_side: int, most_pixels: int) -> Answer:
    """The primary picture, upright, within ``long_side`` pixels. libheif turns it by the file's own boxes."""
    opened = pillow_heif.open_heif(data, convert_hdr_to_8bit=True)
    primary = opened[opened.primary_index]
    width, height = primary.size
    if width * height > most_pixels:
        return {"problem": "too_many_pixels"}, b"", b""
    small = in_srgb(on_white(scaled(primary.to_pillow(), long_side)), block(primary.info.get("icc_profile")))
    exif = block(primary.info.get("exif"))
    return {"width": width, "height": height, "shown": small.size, "exif": len(exif)}, exif, small.tobytes()


def block(found: object) -> bytes:
    """A metadata block of sensible size, else nothing."""
    return found if isinstance(found, bytes) and len(found) <= MAX_BLOCK else b""


def scaled(picture: Image.Image, long_side: int) -> Image.Image:
    """The picture within ``long_side`` pixels, never enlarged."""
    share = min(1.0, long_side / max(picture.size))
    size = max(1, round(picture.width * share)), max(1, round(picture.height * share))
    plain = picture if picture.mode in ("L", "RGB", "RGBA") else picture.convert("RGB")
    return plain.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def on_white(picture: Image.Image) -> Image.Image:
    """RGB, with white where the picture is transparent."""
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    ground = Image.new("RGB", picture.size, WHITE)
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """The picture in sRGB; phones write Display P3. A profile that cannot be used is ignored."""
    if not profile:
        return picture
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB")) or picture
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return picture


def main() -> None:
    """Read, decode, answer. Problems are an answer too, as long as this process can still speak."""
    limits = json.loads(sys.argv[1])
    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.options.THUMBNAILS = False
    pillow_heif.options.DEPTH_IMAGES = False
    pillow_heif.options.AUX_IMAGES = False
    limit(limits)
    try:
        head, exif, rows = decode(sys.stdin.buffer.read(), limits["long_side"], limits["pixels"])
    except MemoryError:
        head, exif, rows = {"problem": "too_costly"}, b"", b""
    except Exception:  # noqa: BLE001 - any error of a decoder means the same here
        head, exif, rows = {"problem": "undecodable"}, b"", b""
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + exif + rows)


if __name__ == "__main__":
    main()
