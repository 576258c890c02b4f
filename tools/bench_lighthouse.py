"""What Lighthouse says of the main screens on its phone profile: ``python -m tools.bench_lighthouse``.

Starts the app with the demo on a free port and runs Lighthouse (fetched by npx, not kept in the project) with the
system's chromium: 4 × slower processor, slow 4G, an empty cache. Three runs a screen, the median of each score.
"""

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile

from tools.bench_photos import PASSWORD, Clients, free_port, wait_for
from tools.take_pictures import chromium

LIGHTHOUSE = "lighthouse@12.8.2"
RUNS = 3
CATEGORIES = ("performance", "accessibility", "best-practices")
SCREENS = (
    ("sign-in", "", "/sign-in"),
    ("home", "xuncha1", "/"),
    ("new problem", "xuncha1", "/tickets/new"),
    ("ticket", "xuncha1", "{ticket}"),
    ("ledger", "zhenban", "/tickets"),
)


def scores(address: str, cookie: str) -> dict[str, float]:
    """The scores of one run, 0 to 100."""
    command = [
        "npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json", "--only-categories=" + ",".join(CATEGORIES),
        "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage",
    ]  # fmt: skip
    if cookie:
        command.append("--extra-headers=" + json.dumps({"Cookie": cookie, "Accept-Language": "zh-CN"}))
    done = subprocess.run(
        command,
        env={**os.environ, "CHROME_PATH": chromium()},
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)["categories"]
    return {name: told[name]["score"] * 100 for name in CATEGORIES}


def main() -> None:
    """Start the app, look, print."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "LOG_LEVEL": "warning",
            "DATA_DIR": folder,
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "DEMO_PASSWORD": PASSWORD,
        }
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
        server = subprocess.Popen(command, env={**os.environ, **settings}, stdout=subprocess.DEVNULL)
        try:
            wait_for(port, server)
            print(f"{'screen':14} {'performance':>12} {'accessibility':>14} {'best practices':>15}")
            for name, login, path in SCREENS:
                cookie = Clients.sign_in(port, login) if login else ""
                address = path.format(ticket=f"/tickets/{Clients.a_ticket(port, cookie)}") if "{" in path else path
                runs = [scores(f"http://127.0.0.1:{port}{address}", cookie) for _ in range(RUNS)]
                middle = [statistics.median(run[category] for run in runs) for category in CATEGORIES]
                print(f"{name:14} {middle[0]:12.0f} {middle[1]:14.0f} {middle[2]:15.0f}", flush=True)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


if __name__ == "__main__":
    main()
