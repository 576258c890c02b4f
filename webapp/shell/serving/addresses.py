"""Where the app can be reached from: this machine, and phones in the same network."""

import errno
import http.client
import ipaddress
import socket
import ssl
from contextlib import suppress

EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - compared with, not bound to
# Documentation addresses (RFC 5737, RFC 3849): asking the way to them sends nothing.
NOWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


def is_free(host: str, port: int) -> bool:
    """Whether a server may listen there now; an address that is not this machine's counts as free here
    and fails later with a message of its own."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.errno not in (errno.EADDRINUSE, errno.EACCES)
    return True


def answers(scheme: str, host: str, port: int) -> bool:
    """Whether our server there says that it is alive. Its certificate is our own, so nobody vouches for it."""
    own = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared with
    try:
        if scheme == "https":
            trusting = ssl._create_unverified_context()  # noqa: S323 - this very machine
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(own, port, timeout=2, context=trusting)
        else:
            connection = http.client.HTTPConnection(own, port, timeout=2)
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False


def in_network(host: str) -> list[str]:
    """Addresses by which other machines may reach a server bound to ``host``; none when it is loopback only."""
    if host not in EVERYWHERE:
        return [] if _is_loopback(host) else [host]
    found = [_way_out(family, target) for family, target in NOWHERE[: 1 if host == EVERYWHERE[0] else 2]]
    with suppress(OSError):  # a machine that cannot spell its own name still has the address found above
        found += socket.gethostbyname_ex(socket.gethostname())[2]
    return list(dict.fromkeys(each for each in found if each and not _is_loopback(each)))


def url(scheme: str, host: str, port: int) -> str:
    """An address to type into a browser."""
    shown = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[scheme]
    return f"{scheme}://{shown}" + ("" if port == usual else f":{port}")


def _way_out(family: int, target: str) -> str | None:
    """This machine's own address on the way to ``target``; nothing is sent."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((target, 9))
            return str(probe.getsockname()[0])
    except OSError:
        return None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
