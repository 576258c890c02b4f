"""Time, CPU and memory of each step a photo goes through, on this machine.

    python -m tools.bench_images [--rounds 5]

Every step runs in a process of its own, so that its peak of memory is its own. Pictures are made here:
a 12 MP JPEG and HEIC with the detail of a phone's photo, and the worst files that are still accepted.
"""

import argparse
import io
import multiprocessing
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pillow_heif
from PIL import Image, ImageChops

from webapp.photos import images
from webapp.photos.vocab import HEIC, JPEG, PNG, VARIANTS, WEBP

SIZE = (4032, 3024)
MEGA = 1_000_000


def detailed(size: tuple[int, int], grain: int = 9) -> Image.Image:
    """A picture with large shapes and sensor noise, about as hard to code as a phone's."""
    shapes = [Image.effect_noise((size[0] // 60, size[1] // 60), 90).resize(size) for _ in range(3)]
    noise = Image.effect_noise(size, grain)
    return Image.merge("RGB", [ImageChops.add(shape, noise, 1, -128) for shape in shapes])


def coded(picture: Image.Image, form: str, **options: object) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def phone_heic() -> bytes:
    """A 12 MP HEIC."""
    out = io.BytesIO()
    pillow_heif.from_pillow(detailed(SIZE, 4)).save(out, quality=60)
    return out.getvalue()


def samples() -> dict[str, tuple[str, Callable[[], bytes]]]:
    """Name → media type and maker."""
    return {
        "12 MP JPEG": (JPEG, lambda: coded(detailed(SIZE), "JPEG", quality=90)),
        "12 MP HEIC": (HEIC, phone_heic),
        "64 MP JPEG, flat, 4:4:4": (JPEG, lambda: coded(Image.new("RGB", (8000, 8000)), "JPEG", subsampling=0)),
        "64 MP JPEG, progressive": (JPEG, lambda: coded(Image.new("RGB", (8000, 8000)), "JPEG", progressive=True)),
        "16 MP WebP, lossless, flat": (WEBP, lambda: coded(Image.new("RGBA", (4000, 4000)), "WEBP", lossless=True)),
        "16 MP WebP, noise": (WEBP, lambda: coded(detailed((4000, 4000), 60), "WEBP", quality=75, method=0)),
        "16 MP PNG, RGBA": (PNG, lambda: coded(Image.new("RGBA", (4000, 4000)), "PNG")),
    }


def peak() -> int:
    """The largest resident memory of this process, in bytes (and only this one: Linux counts it afresh)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def cpu() -> float:
    """Seconds of CPU of this process and its ended children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def measure(path: str, mime: str, step: str, rounds: int) -> tuple[float, float, int, int]:
    """Median wall and CPU milliseconds, peak of memory, and peak of the largest child."""
    data = Path(path).read_bytes()
    wall, spent = [], []
    for _ in range(rounds):
        at, before = time.perf_counter(), cpu()
        if step == "examine":
            images.examine(data, mime)
        else:
            images.derive_each(data, mime, tuple(VARIANTS.values()))
        wall.append((time.perf_counter() - at) * 1000)
        spent.append((cpu() - before) * 1000)
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return statistics.median(wall), statistics.median(spent), peak(), child


def write(path: str, name: str) -> None:
    """Make one sample; in a process of its own, because making takes more memory than reading."""
    Path(path).write_bytes(samples()[name][1]())


def main() -> None:
    """Print one line a step."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--only", default="", help="pictures whose name contains this")
    given = arguments.parse_args()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    print(
        f"{os.cpu_count()} processors, {memory:.0f} GiB, load {load:.1f}, Python {sys.version.split()[0]}, "
        f"{peak() / MEGA:.0f} MB before the first picture"
    )
    print(f"{'picture':30} {'MB':>6} {'step':12} {'ms':>7} {'CPU ms':>7} {'peak MB':>8}")
    fresh = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as scratch:
        path = str(Path(scratch) / "sample")
        for name, (mime, _) in samples().items():
            if given.only not in name:
                continue
            with fresh.Pool(1) as pool:
                pool.apply(write, (path, name))
            for step in ("examine", "view + thumb"):
                with fresh.Pool(1) as pool:
                    wall, spent, most, child = pool.apply(measure, (path, mime, step, given.rounds))
                most = max(most, child) if mime == HEIC else most
                size = Path(path).stat().st_size / MEGA
                print(f"{name:30} {size:6.2f} {step:12} {wall:7.0f} {spent:7.0f} {most / MEGA:8.0f}")


if __name__ == "__main__":
    main()
