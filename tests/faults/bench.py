"""The storms at full size: ``make bench-loss``, or ``python -m tests.faults.bench network deaths stories …``.

Each part is done in rounds, and each round is written down in ``build/bench-loss.jsonl`` when it is over: whoever stops
it goes on where it stood. What was found is printed; the exit status is 1 when anything was lost.
"""

import itertools
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tests import databases
from tests.faults import namespace, power, power_phone
from tests.faults.bare import bare_seconds
from tests.faults.mount import NoFuse
from tests.faults.simulation import perform, tell
from tests.faults.storms import Ground, Outcome, losing

ROOT = Path(__file__).parents[2]
WRITTEN = ROOT / "build" / "bench-loss.jsonl"
PHOTOS = [400_000] * 30

Row = dict[str, Any]


class Bench(Ground):
    """A round of each part."""

    def network(self, seed: int) -> Row:
        """5,000 connections of a bad network."""
        with self.place() as place:
            outcome = place.bad_network(5_000, seed=seed, patience=1_800)
        counts = outcome.counts
        return told(outcome) | {
            "count": counts.connections,
            "broken": counts.connections - counts.fates["pass"],
            "answers_lost": counts.answers_lost,
        }

    def deaths(self, seed: int) -> Row:
        """50 deaths of the server."""
        with self.place() as place:
            return told(place.dying_server(50, seed=seed)) | {"count": 50}

    def stories(self, seed: int) -> Row:
        """250 seeds of the simulation."""
        first = (seed - 1) * 250 + 1
        found = tell(self.app, self.store, range(first, first + 250), {})
        faults = [f"seed {story['seed']}: {fault}" for story in found for fault in story["faults"]]
        return {"faults": faults, "count": len(found), "events": sum(story["events"] for story in found)}

    def power(self, seed: int) -> Row:
        """50 power cuts of the server; in the first round the controls too."""
        amiss = power.controls() if seed == 1 else []
        row = told(power.server(50, seed=seed)) | {"count": 50}
        return row | {"faults": row["faults"] + amiss}

    def phone_power(self, seed: int) -> Row:
        """25 power cuts of a phone; in the first round the control too."""
        amiss = power_phone.controls() if seed == 1 else []
        row = asdict(power_phone.phone(25, seed=seed)) | {"count": 25}
        return row | {"faults": row["faults"] + amiss}

    def phone_torn(self, seed: int) -> Row:
        """25 power cuts of a phone that leave some of what was not synced."""
        return asdict(power_phone.phone(25, seed=seed, torn=True)) | {"count": 25}

    def ninety(self, _seed: int) -> Row:
        """Ninety days without a signal."""
        story = perform(self.app, self.store, "ninety-days.js", {"pieces": 170, "edits": {}})[0]
        return {"faults": story["faults"], "count": story["photos"], "pieces": story["pieces"]}

    def narrow(self, _seed: int) -> Row:
        """One photo on 256 kbit/s that loses a tenth, and thirty on 1 Mbit/s beside the bare transfer."""
        with self.place() as place:
            one = place.narrow_line([400_000], losing(0.1, 60_000), kbits=256, patience=300)
        with self.place() as place:
            many = place.narrow_line(PHOTOS, kbits=1_000, patience=600)
        bare = bare_seconds(sum(PHOTOS), kbits=1_000)
        packets = on_packets()
        return told(one) | {
            "count": 1 + len(PHOTOS),
            "faults": one.faults + many.faults + packets.pop("faults", []),
            "ratio_256": round(one.ratio, 3),
            "seconds_256": round(one.seconds, 1),
            "seconds_30": round(many.seconds, 1),
            "bare_30": round(bare, 1),
            "times_bare": round(many.seconds / bare, 3),
            **packets,
        }


PARTS: dict[str, tuple[Callable[[Bench, int], Row], int]] = {
    "network": (Bench.network, 100_000),
    "deaths": (Bench.deaths, 1_000),
    "stories": (Bench.stories, 10_000),
    "ninety": (Bench.ninety, 500),
    "narrow": (Bench.narrow, 31),
    "power": (Bench.power, 200),
    "phone-power": (Bench.phone_power, 50),
    "phone-torn": (Bench.phone_torn, 50),
}
"""Part → a round of it, and how many there are in all."""


def on_packets() -> Row:
    """The same two on a line of the kernel's own; the first three times: chance decides which packets are lost."""
    try:
        ones = [namespace.within(256, 0.1, [400_000]) for _ in range(3)]
        many = namespace.within(1_000, 0, PHOTOS)
    except namespace.Impossible as error:
        return {"packets": f"cannot be measured here: {error}"}
    return {
        "faults": [fault for each in (*ones, many) for fault in each["faults"]],
        **{f"packets_{key}_256": [round(one[key], 3) for one in ones] for key in ("handed", "up", "both", "seconds")},
        "packets_seconds_30": round(many["seconds"], 1),
        "packets_bare_30": round(many["bare"], 1),
        "packets_times_bare": round(many["seconds"] / many["bare"], 3),
    }


def told(outcome: Outcome) -> Row:
    """An outcome as it is written down."""
    return {"faults": outcome.faults, "pieces": outcome.pieces}


def rows(part: str) -> list[Row]:
    """What has been written down of a part on this database."""
    if not WRITTEN.exists():
        return []
    every = [json.loads(line) for line in WRITTEN.read_text("utf-8").splitlines()]
    return [row for row in every if row["part"] == part and row["database"] == databases.KIND]


def go_on(bench: Bench, part: str) -> None:
    """Do what is left of a part."""
    run, wanted = PARTS[part]
    done = rows(part)
    for seed in itertools.count(len(done) + 1):
        if sum(row["count"] for row in done) >= wanted:
            return
        begun = time.monotonic()
        row = {"part": part, "database": databases.KIND, "seed": seed} | run(bench, seed)
        row["seconds"] = round(time.monotonic() - begun, 1)
        WRITTEN.parent.mkdir(exist_ok=True)
        with WRITTEN.open("a", encoding="utf-8") as written:
            written.write(json.dumps(row, ensure_ascii=False) + "\n")
        done.append(row)
        print(json.dumps(row, ensure_ascii=False)[:400], flush=True)  # noqa: T201 - it is a program


def summary(part: str) -> bool:
    """Print the sums of a part. Whether nothing was wrong."""
    done = rows(part)
    if not done:
        return True
    faults = [fault for row in done for fault in row["faults"]]
    print(part, databases.KIND, sums(done), f"{len(faults)} faults", *faults[:5], sep="  ")  # noqa: T201 - it is a program
    return not faults


def sums(done: list[Row]) -> Row:
    """Counts added up, ratios as they are on average, of what was measured several times the worst."""
    summed = ("count", "pieces", "broken", "answers_lost", "wiped", "seconds")
    say: Row = {key: round(sum(row[key] for row in done)) for key in summed if key in done[0]}
    for key, value in done[0].items():
        if key.startswith(("ratio", "times", "packets")):
            each = [row[key] for row in done if key in row]
            if isinstance(value, list):
                say[f"{key}_worst"] = max(map(max, each))
            else:
                say[key] = value if isinstance(value, str) else round(statistics.mean(each), 3)
    return say


def main(parts: list[str]) -> int:
    """Do the parts, all without names. 1 when anything was wrong."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - nothing here must outlive it
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        bench = Bench(Path(folder))
        for part in parts:
            try:
                go_on(bench, part)
            except (NoFuse, pytest.skip.Exception) as error:
                print(part, databases.KIND, f"skipped: {error}", sep="  ")  # noqa: T201 - it is a program
    fine = [summary(part) for part in parts]
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(PARTS)))
