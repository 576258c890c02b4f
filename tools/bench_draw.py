"""How long a draw takes: ``python -m tools.bench_draw``. Seconds of processor time, median of five."""

import statistics
import time

from webapp.visits.draw import Conditions, new_seed, run, weight

VILLAGES = 20_000


def main() -> None:
    """Draw a hundred of twenty thousand villages, and all of them."""
    names = [f"village {number}" for number in range(VILLAGES)]
    weights = {name: weight(number % 400, number % 13) for number, name in enumerate(names)}
    people = [f"inspector {number}" for number in range(8)]
    for visits in (100, VILLAGES):
        conditions = Conditions(weights, people, visits, former=dict.fromkeys(names, people[:2]))
        times = []
        for _ in range(5):
            began = time.process_time()
            run(new_seed(), conditions)
            times.append(time.process_time() - began)
        print(f"{visits:6} of {VILLAGES} villages: {statistics.median(times):.2f} s")


if __name__ == "__main__":
    main()
