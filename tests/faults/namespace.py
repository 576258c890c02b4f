"""A narrow line of the kernel's own, in a network namespace: token bucket and dropped packets below the real TCP.

Phone, server and line are one loopback device, and that decides what the numbers contain (``Passed``):

- The token bucket is shared by both directions: answers and acknowledgements take room from the photo. The line is
  narrower than a real one of the same rate.
- Packets are dropped where they arrive, after they have taken their time on the line, in both directions.
- The congestion control of TCP is named, because much depends on it: phones have ``cubic``, which slows down at every
  loss; a machine may have another as its default.
- TCP sends again what was dropped. That alone makes about ``1 / (1 - share)`` of a photo's bytes, 1.11 for a tenth,
  whatever the app does; and the headers of IP and TCP come on top (4 %).

``within`` needs Linux, ``unshare``, ``ip``, ``tc`` and ``iptables``; the program itself runs inside.
"""

import json
import math
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.bare import bare_seconds
from tests.faults.server import Server
from tests.faults.storms import Ground

ROOT = Path(__file__).parents[2]
# One packet at a time: loopback would hand over 64 KB as one, and drop them as one.
SETUP = """
ip link set lo mtu 1500 gso_max_segs 1 up
tc qdisc add dev lo root tbf rate {kbits}kbit burst 32kb latency 800ms
ip route replace local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.0.1 congctl {congestion}
"""
LOSS = "iptables -A INPUT -p tcp -m statistic --mode random --probability {share} -j DROP\n"
# Before the rule that drops: these have been on the line.
COUNT = ("iptables", "-I", "INPUT", "1", "-p", "tcp", "--dport")


class Impossible(RuntimeError):
    """This machine cannot make such a line."""


@dataclass(frozen=True)
class Passed:
    """Bytes since the line was made.

    ``up``: packets from phone to server that were on the line, those dropped at its end and those sent again included,
    with the headers of IP and TCP. ``both``: those of both directions, with the headers of Ethernet.
    """

    up: int
    both: int


def within(kbits: int, share: float, sizes: list[int], congestion: str = "cubic") -> dict[str, Any]:
    """Send photos of these sizes over such a line.

    Answers ``seconds``, ``bare`` seconds of the same bytes, ``faults``, and for each byte of the photos: ``handed``
    (what the app gave to the kernel, headers of HTTP and signing in included), ``up`` and ``both`` as in ``Passed``.

    :param share: how many packets are lost; with loss nothing is compared with the bare transfer.
    Raises Impossible.
    """
    setup = SETUP.format(kbits=kbits, congestion=congestion) + (LOSS.format(share=share) if share else "")
    given = json.dumps({"sizes": sizes, "bare": not share})
    program = f'set -e\n{setup}exec {sys.executable} -m tests.faults.namespace "$0"'
    command = ["unshare", "-rn", "bash", "-c", program, given]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise Impossible(str(error)) from error
    if done.returncode:
        raise Impossible((done.stderr.strip().splitlines() or ["it said nothing"])[-1])
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def main(given: dict[str, Any]) -> None:
    """Send and measure, inside."""
    sizes = given["sizes"]
    with (
        tempfile.TemporaryDirectory() as folder,
        Ground(Path(folder)).place() as place,
        Server(place.data_dir, place.store.url) as server,
    ):
        subprocess.run([*COUNT, str(server.port)], check=True)
        before = passed()
        outcome = place.send_photos(server.url, server.url, sizes, patience=900)
        after = passed()
    told = {
        "seconds": outcome.seconds,
        "bare": bare_seconds(sum(sizes)) if given["bare"] else 0.0,
        "handed": outcome.ratio,
        "up": (after.up - before.up) / sum(sizes),
        "both": (after.both - before.both) / sum(sizes),
        "faults": outcome.faults if math.isfinite(outcome.ratio) else ["stuck: not all has arrived"],
    }
    print(json.dumps(told))  # noqa: T201 - it is a program


def passed() -> Passed:
    """What has gone over this line so far."""
    rules = subprocess.run(["iptables", "-nvxL", "INPUT"], capture_output=True, text=True, check=True).stdout
    devices = Path("/proc/net/dev").read_text().splitlines()
    line = next(each for each in devices if each.strip().startswith("lo:"))
    return Passed(int(rules.splitlines()[2].split()[1]), int(line.split()[9]))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
