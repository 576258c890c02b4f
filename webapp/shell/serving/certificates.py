"""A certificate of our own for trials on phones (``HTTPS=1``), made with the ``openssl`` program.

A phone that shall trust it installs ``ca.crt`` once. The authority may only speak for private addresses
(name constraints), so a stolen key cannot imitate any site of the internet.
"""

import ipaddress
import secrets
import subprocess
from dataclasses import dataclass
from pathlib import Path

AUTHORITY_DAYS = 3650
DAYS = 397
"""Phones refuse certificates that live much longer than a year."""

RENEW_SECONDS = 30 * 24 * 3600
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
PRIVATE = ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16")
CONSTRAINTS = "nameConstraints=critical," + ",".join(
    (
        "permitted;DNS:localhost",
        *(f"permitted;IP:{net.network_address}/{net.netmask}" for net in map(ipaddress.ip_network, PRIVATE)),
    )
)


class NoCertificate(RuntimeError):
    """``openssl`` is missing or failed; the message says which."""


@dataclass(frozen=True)
class Pair:
    """Files for the server, and the authority's certificate for phones."""

    certificate: Path
    key: Path
    authority: Path


def ready(folder: Path, hosts: list[str]) -> Pair:
    """A certificate for this machine's addresses: the one made before, or a new one when it ends within
    a month or does not name them all.

    :param hosts: addresses in the network; those that are not private are left out.
    Raises NoCertificate.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    pair = Pair(folder / "server.crt", folder / "server.key", folder / "ca.crt")
    if not pair.authority.exists():
        _make_authority(folder)
    names = ",".join(["DNS:localhost", "IP:127.0.0.1", *(f"IP:{host}" for host in hosts if is_private(host))])
    if not _is_good(pair, folder / "names", names):
        _make_certificate(folder, names)
        (folder / "names").write_text(names, "ascii")
    return pair


def is_private(host: str) -> bool:
    """Whether the authority may speak for this address."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(net) for net in PRIVATE)


def _is_good(pair: Pair, record: Path, names: str) -> bool:
    if not (pair.certificate.exists() and pair.key.exists() and record.exists()):
        return False
    if record.read_text("ascii") != names:
        return False
    asked = ["openssl", "x509", "-noout", "-checkend", str(RENEW_SECONDS), "-in", str(pair.certificate)]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0  # noqa: S603 - fixed words


def _make_authority(folder: Path) -> None:
    _openssl(
        folder, "req", "-x509", *KEY, "-days", str(AUTHORITY_DAYS), "-subj", "/CN=Xungai local authority",
        "-keyout", "ca.key", "-out", "ca.crt",
        "-addext", "basicConstraints=critical,CA:TRUE,pathlen:0",
        "-addext", "keyUsage=critical,keyCertSign,cRLSign",
        "-addext", CONSTRAINTS,
    )  # fmt: skip


def _make_certificate(folder: Path, names: str) -> None:
    uses = ("basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature", "extendedKeyUsage=serverAuth")
    (folder / "server.ext").write_text("\n".join((*uses, f"subjectAltName={names}")) + "\n", "ascii")
    _openssl(folder, "req", "-new", *KEY, "-subj", "/CN=Xungai", "-keyout", "server.key", "-out", "server.csr")
    _openssl(
        folder, "x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-sha256",
        "-set_serial", f"0x{secrets.token_hex(16)}", "-days", str(DAYS), "-extfile", "server.ext", "-out", "server.crt",
    )  # fmt: skip


def _openssl(folder: Path, *words: str) -> None:
    try:
        subprocess.run(  # noqa: S603 - fixed words, and addresses that were parsed
            ["openssl", *words],  # noqa: S607 - wherever the system keeps it
            cwd=folder,
            umask=0o077,
            check=True,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError as error:
        raise NoCertificate("HTTPS=1 needs the openssl program (apt-get install openssl)") from error
    except subprocess.CalledProcessError as error:
        raise NoCertificate(f"openssl {words[0]} failed: {error.stderr.strip()[-300:]}") from error
