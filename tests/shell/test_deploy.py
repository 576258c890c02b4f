"""The files of deploy/ as they stand: nginx with a certificate in front of the app as its unit starts it."""

import contextlib
import hashlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import make
from tests.photos.sending import PIECE, digest
from tests.photos.weed import Weed
from webapp.photos.queries import original_key
from webapp.shell.serving import certificates

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
NGINX = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
PASSWORD = "ein-langes-geheimnis"
PATIENCE = 120.0

if NGINX is None:
    if os.environ.get("CI"):
        pytest.exit("*** no nginx: apt-get install nginx-light (make test does as root) ***", returncode=3)
    pytest.skip("no nginx: apt-get install nginx-light", allow_module_level=True)


def free_ports(count: int) -> list[int]:
    """Ports of the loopback interface that nobody uses now."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]


def environment(folder: Path, port: int, store: Weed) -> dict[str, str]:
    """deploy/env.example, for this folder and port, with photos in a store of their own."""
    lines = (DEPLOY / "env.example").read_text("utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    here = {"DATA_DIR": str(folder / "data"), "BACKUP_DIR": str(folder / "copies"), "PORT": str(port)}
    return os.environ | given | here | {"DEMO_PASSWORD": PASSWORD, "PUBLIC_URL": ""} | store.settings()


def site(folder: Path, web: int, plain: int, secure: int) -> Path:
    """A whole configuration around deploy/nginx.conf, with nothing changed but ports, names and places."""
    pair = certificates.ready(folder / "tls", ["127.0.0.1"])
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    for old, new in {
        "127.0.0.1:8000": f"127.0.0.1:{web}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl": f"listen 127.0.0.1:{secure} ssl",
        "/etc/xungai/tls/fullchain.pem": str(pair.certificate),
        "/etc/xungai/tls/privkey.pem": str(pair.key),
        "/var/log/nginx/xungai.log": str(folder / "access.log"),
        "$host;": f"$host:{secure};",  # a port of its own belongs to the origin
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    text = re.sub(r"server_name [^;]+;", "server_name localhost;", text)
    whole = folder / "nginx.conf"
    temps = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    whole.write_text(
        f"{user} daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; events {{}} "
        f"http {{ {temps} access_log off; {text} }}"
    )
    return whole


@pytest.fixture(scope="module")
def weed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weed]:
    """The store that photos go to."""
    found = Weed(tmp_path_factory.mktemp("weed"))
    found.start()
    yield found
    found.end()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, weed: Weed) -> Iterator[tuple[int, Path]]:
    """The port of nginx before the running app, and the folder of both."""
    folder = tmp_path_factory.mktemp("deploy")
    web, plain, secure = free_ports(3)
    words = re.search(r"^ExecStart=\S+/python (.*)$", (DEPLOY / "xungai.service").read_text(), re.M)
    assert words is not None
    given = environment(folder, web, weed)
    pilot = ["pilot", "begin", "--county", "安澜县", "--administrator", "何建国"]
    began = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *pilot], cwd=ROOT, env=given,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    (folder / "link").write_text(began.stdout)
    config = site(folder, web, plain, secure)
    running: list[subprocess.Popen[bytes]] = []
    try:
        app = subprocess.Popen([sys.executable, *words[1].split()], cwd=ROOT, env=given, stdout=subprocess.DEVNULL)
        running.append(app)
        assert NGINX is not None
        subprocess.run([NGINX, "-t", "-q", "-c", str(config), "-p", str(folder)], check=True)
        running.append(subprocess.Popen([NGINX, "-c", str(config), "-p", str(folder)]))
        until_ready(secure)
        yield secure, folder
    finally:
        for each in reversed(running):
            each.send_signal(signal.SIGTERM)
        for each in running:
            each.wait(60)


def until_ready(port: int) -> None:
    """Wait for nginx and the app behind it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            if ask(port, "GET", "/readyz")[0] == 200:
                return
        time.sleep(0.2)
    raise AssertionError("the app did not start behind nginx")


def line(port: int) -> http.client.HTTPSConnection:
    """A connection that believes our own certificate."""
    trust = ssl.create_default_context()
    trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    return http.client.HTTPSConnection("localhost", port, timeout=30, context=trust)


def ask(port: int, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request: status, headers, body."""
    connection = line(port)
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body or None, {"Origin": f"https://localhost:{port}", **said})
    answer = connection.getresponse()
    return answer.status, dict(answer.getheaders()), answer.read()


@pytest.fixture(scope="module")
def cookie(address: tuple[int, Path]) -> str:
    """The session of an inspector, whom the administrator has set up on screen."""
    port, folder = address
    link = re.search(r"/invitations/[\w-]+", (folder / "link").read_text())
    assert link is not None
    form = "application/x-www-form-urlencoded"
    status, headers, _body = ask(port, "POST", link[0], f"new={PASSWORD}".encode(), Content_Type=form)
    assert status == 303
    administrator = headers["Set-Cookie"].split(";")[0]
    assert "Secure" in headers["Set-Cookie"]

    def run(verb: str, /, **args: object) -> None:
        sent = {"commands": [{"id": make.new_id(), "name": verb, "args": args}]}
        told = ask(port, "POST", "/api/v1/commands", json.dumps(sent).encode(),
                   Content_Type="application/json", Cookie=administrator)  # fmt: skip
        assert told[0] == 201, told

    county = json.loads(ask(port, "GET", "/api/v1/units", Cookie=administrator)[2])["items"][0]["id"]
    town, person = make.new_id(), make.new_id()
    run("unit.add", unit_id=town, parent_id=county, kind="township", name="望溪镇")
    run("person.add", person_id=person, name="周敏", unit_id=town, role="inspector")
    token = "a-token-of-43-letters-for-the-inspector-0001"[:43]
    run("account.invite", person_id=person, token_hash=hashlib.sha256(token.encode()).hexdigest())
    headers = ask(port, "POST", f"/invitations/{token}", f"new={PASSWORD}".encode(), Content_Type=form)[1]
    return headers["Set-Cookie"].split(";")[0]


def test_a_photo_comes_in_whole(address: tuple[int, Path], weed: Weed, cookie: str) -> None:
    port, folder = address
    photo, data = make.new_id(), make.jpeg(1)
    status, headers, body = ask(port, "PUT", f"/api/v1/photos/{photo}", data, Content_Type="image/jpeg", Cookie=cookie)

    assert (status, json.loads(body)["sha256"]) == (201, hashlib.sha256(data).hexdigest())
    assert headers["X-Request-ID"] in (folder / "access.log").read_text()
    assert weed.store().get(original_key(hashlib.sha256(data).hexdigest())) == data
    assert not list((folder / "data").glob("photos/**/*"))


def test_no_invitation_stands_in_the_log(address: tuple[int, Path], cookie: str) -> None:
    _port, folder = address
    token = (folder / "link").read_text().rsplit("/invitations/", 1)[1].split()[0]
    logged = (folder / "access.log").read_text()

    assert "POST /invitations/-" in logged
    assert token not in logged


def test_one_that_breaks_off_goes_on_where_it_stood(address: tuple[int, Path], cookie: str) -> None:
    port, _folder = address
    photo, data = make.new_id(), make.jpeg(2) + b"\0" * 200_000
    half = 120_000
    connection = line(port)
    connection.connect()
    head = {
        "Host": f"localhost:{port}", "Origin": f"https://localhost:{port}", "Cookie": cookie,
        "Content-Type": "image/jpeg", "Content-Length": str(len(data)), "Content-Digest": digest(data),
    }  # fmt: skip
    told = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    connection.sock.sendall(f"PUT /api/v1/photos/{photo} HTTP/1.1\r\n{told}\r\n".encode() + data[:half])
    time.sleep(1.0)
    connection.sock.close()

    end, offset = time.monotonic() + 30, 0
    while time.monotonic() < end and not offset:
        status, headers, _body = ask(port, "HEAD", f"/api/v1/photos/{photo}", Cookie=cookie)
        offset = int(headers.get("Upload-Offset", 0)) if status == 200 else 0
        time.sleep(0.2)
    assert half - 64_000 <= offset <= half

    told = {"Upload-Offset": str(offset), "Upload-Length": str(len(data)), "Repr-Digest": digest(data)}
    status, _headers, body = ask(
        port, "PATCH", f"/api/v1/photos/{photo}", data[offset:], Content_Type=PIECE, Cookie=cookie, **told
    )
    assert (status, json.loads(body)["sha256"]) == (201, hashlib.sha256(data).hexdigest())


def test_what_is_too_large_is_told_in_words(address: tuple[int, Path], cookie: str) -> None:
    port, _folder = address
    status, _headers, body = ask(
        port, "PUT", f"/api/v1/photos/{make.new_id()}", b"\xff" * 21_000_000, Content_Type="image/jpeg", Cookie=cookie
    )
    assert (status, json.loads(body)["code"]) == (413, "photo.too_large")


def test_only_this_machine_reads_the_metrics(address: tuple[int, Path]) -> None:
    assert ask(address[0], "GET", "/metrics")[0] == 404


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("no systemd-analyze here")
    unit = (DEPLOY / "xungai.service").read_text().replace("/opt/xungai/.venv/bin/python", sys.executable)
    copy = tmp_path / "xungai.service"
    copy.write_text(re.sub(r"^(User|Group)=.*\n", "", unit, flags=re.M))
    said = subprocess.run([tool, "verify", "--man=no", str(copy)], capture_output=True, text=True, check=False)
    assert [each for each in said.stderr.splitlines() if "xungai.service" in each] == []
