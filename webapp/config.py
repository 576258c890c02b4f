"""Settings, read once from the environment. ``Config`` is the table of them: name, default, meaning, how to read it.

``docs/settings.md`` is written from it. What cannot be read is refused in English, all faults at once: no reader,
and so no reader's language, is known before the app is made.
"""

import dataclasses
import os
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from webapp.kernel.logs import LEVELS

REPOSITORY = Path(__file__).resolve().parent.parent
SHORTEST_KEY = 32
SHORTEST_TOKEN = 16
MOST_PROXIES = 5
S3_TOGETHER = ("s3_bucket", "s3_access_key", "s3_secret_key")
DATABASES = ("sqlite", "postgres", "postgresql")


class BadSettings(click.ClickException):
    """Settings that cannot be read: a line for each. ``flask`` prints it without a traceback."""


@dataclass(frozen=True)
class Setting:
    """What an environment variable is called, means, and how it is read.

    ``read`` raises ValueError, whose words follow the variable's name. ``shown`` is the default in words where the
    value itself would mislead. A ``secret`` value is never repeated in a message.
    """

    name: str
    meaning: str
    read: Callable[[str], Any] = str
    shown: str | None = None
    secret: bool = False


def said(name: str, meaning: str, read: Callable[[str], Any] = str, **more: Any) -> dict[str, Setting]:
    """The metadata of a field of ``Config`` that comes from the environment variable ``name``."""
    return {"setting": Setting(name, meaning, read, **more)}


def _switch(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError("must be 1 (on) or 0 (off)")
    return text == "1"


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(text)

    return read


def _folder(text: str) -> Path:
    return Path(text).resolve()


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError("must be a scheme and a host, such as https://xungai.example.cn")
    return text.rstrip("/")


def _database(text: str) -> str:
    scheme, found, _ = text.partition("://")
    if not found or scheme.partition("+")[0] not in DATABASES:
        raise ValueError("must begin with sqlite:// or postgresql://")
    return text


def _bucket(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", text):
        raise ValueError("must be 3 to 63 small letters, digits, dots and dashes")
    return text


def _token(text: str) -> str:
    if len(text) < SHORTEST_TOKEN or not text.isascii() or not text.isprintable():
        raise ValueError(f"must have at least {SHORTEST_TOKEN} plain letters")
    return text


def _level(text: str) -> str:
    if text not in LEVELS:
        raise ValueError(f"must be one of {', '.join(LEVELS)}")
    return text


@dataclass(frozen=True)
class Config:
    """What an installation may decide. ``extra`` is for tests: it goes into Flask's own configuration."""

    data_dir: Path = field(
        metadata=said(
            "DATA_DIR",
            "The folder of everything that must be backed up: database, photos, secret key.",
            _folder,
            shown="`data` beside the code",
        )
    )
    database_url: str = field(
        default="",
        metadata=said(
            "DATABASE_URL",
            "The database: `postgresql://user:password@host/name`, or any SQLite address.",
            _database,
            shown="SQLite in `DATA_DIR`",
            secret=True,
        ),
    )
    public_url: str = field(
        default="",
        metadata=said(
            "PUBLIC_URL",
            "The address people open (scheme and host), for links and QR codes.",
            _address,
            shown="the one a request came by",
        ),
    )
    host: str = field(
        default="0.0.0.0",  # noqa: S104 - phones in the same network are the point
        metadata=said("HOST", "Where `flask serve` listens; `127.0.0.1` behind a reverse proxy."),
    )
    port: int = field(default=8000, metadata=said("PORT", "The port of `flask serve`.", _number(1, 65535)))
    demo_password: str = field(
        default="",
        metadata=said(
            "DEMO_PASSWORD",
            "The password of all sign-ins of the demo county.",
            shown="made on the first start",
            secret=True,
        ),
    )
    sponsor: str = field(
        default="",
        metadata=said("SPONSOR", "The sponsoring unit 主办单位 in every page's foot.", shown="`试用，未备案`"),
    )
    filing_number: str = field(
        default="",
        metadata=said("FILING_NUMBER", "The filing number 备案号 in every page's foot.", shown="`试用，未备案`"),
    )
    secure_cookies: bool = field(
        default=False,
        metadata=said(
            "SECURE_COOKIES",
            "1: cookies only over HTTPS. Set it behind a reverse proxy that has the certificate; `HTTPS=1` implies it.",
            _switch,
        ),
    )
    https: bool = field(
        default=False,
        metadata=said("HTTPS", "1: `flask serve` makes a certificate of its own, for trials on phones.", _switch),
    )
    heic: bool = field(
        default=True, metadata=said("HEIC", "0: photos in HEIC/HEIF are refused and never decoded.", _switch)
    )
    gallery: bool = field(
        default=False, metadata=said("GALLERY", "1: `/dev/gallery` shows the components, for developers.", _switch)
    )
    trusted_proxies: int = field(
        default=0,
        metadata=said(
            "TRUSTED_PROXIES",
            "How many reverse proxies stand in front; their `X-Forwarded-For`, `-Proto`, `-Host` and `X-Request-ID` "
            "are believed.",
            _number(0, MOST_PROXIES),
        ),
    )
    log_level: str = field(
        default="",
        metadata=said(
            "LOG_LEVEL",
            "The least that is logged: `info` (a line for each request and job), `warning` or `error`.",
            _level,
            shown="`info`; at a terminal `warning`",
        ),
    )
    metrics_token: str = field(
        default="",
        metadata=said(
            "METRICS_TOKEN",
            "Who may read `/metrics`: whoever sends `Authorization: Bearer` and this, 16 letters or more.",
            _token,
            shown="only this machine itself",
            secret=True,
        ),
    )
    backup_dir: Path | None = field(
        default=None,
        metadata=said(
            "BACKUP_DIR",
            "Where a copy of everything goes each night, best on another disk or machine. Empty: nothing is copied.",
            _folder,
            shown="none",
        ),
    )
    s3_endpoint: str = field(
        default="",
        metadata=said(
            "S3_ENDPOINT",
            "The S3-compatible store that photos go to (scheme and host); the four below go with it.",
            _address,
            shown="photos lie in `DATA_DIR`",
        ),
    )
    s3_bucket: str = field(default="", metadata=said("S3_BUCKET", "The bucket, which must be there.", _bucket))
    s3_access_key: str = field(default="", metadata=said("S3_ACCESS_KEY", "Who we are there."))
    s3_secret_key: str = field(default="", metadata=said("S3_SECRET_KEY", "What we sign with.", secret=True))
    s3_region: str = field(default="us-east-1", metadata=said("S3_REGION", "The region, for stores that have some."))
    kill_worker: bool = field(
        default=False,
        metadata=said("KILL_WORKER", "1: the service worker removes itself from phones, should it do harm.", _switch),
    )
    testing: bool = False
    extra: dict[str, object] = field(default_factory=dict)

    @classmethod
    def from_environment(cls, env: Mapping[str, str] | None = None) -> "Config":
        """Read the settings; a variable that is missing or empty takes its default.

        :param env: the environment; this process's own when None.

        Raises BadSettings, which names every variable that cannot be read.
        """
        env = os.environ if env is None else env
        values: dict[str, Any] = {"data_dir": REPOSITORY / "data"}
        faults = []
        for key, setting in settings().items():
            text = env.get(setting.name, "").strip()
            if not text:
                continue
            try:
                values[key] = setting.read(text)
            except ValueError as error:
                found = "" if setting.secret else f", not {text!r}"
                faults.append(f"{setting.name} {error}{found}.")
        together = [settings()[key].name for key in S3_TOGETHER if values.get("s3_endpoint") and not values.get(key)]
        faults += [f"{name} is missing beside S3_ENDPOINT." for name in together]
        if faults:
            raise BadSettings("\n".join([*faults, "See docs/settings.md."]))
        if values.get("https"):
            values["secure_cookies"] = True
        return cls(**values)

    def resolved_database_url(self) -> str:
        """The database's address; a plain ``postgresql://`` is read as psycopg 3."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'xungai.sqlite3'}"
        for scheme in ("postgres://", "postgresql://"):
            if self.database_url.startswith(scheme):
                return "postgresql+psycopg://" + self.database_url.removeprefix(scheme)
        return self.database_url

    def secret_key(self) -> str:
        """The key that signs cookies: made on the first start, kept in ``data_dir``, readable by its owner only.

        Raises RuntimeError when the file is there and holds less than a key: signing with it would let anybody in.
        """
        path = self.data_dir / "secret_key"
        self.data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_key(path)
        key = path.read_text("ascii").strip()
        if len(key) < SHORTEST_KEY:
            raise RuntimeError(f"{path} holds no usable key: restore it, or delete it (everybody signs in again)")
        return key


def settings() -> dict[str, Setting]:
    """Every setting by the name of its field of ``Config``, in the order of the table."""
    return {each.name: each.metadata["setting"] for each in dataclasses.fields(Config) if "setting" in each.metadata}


def _write_key(path: Path) -> None:
    """Make a key appear whole or not at all. Of several processes that start together one wins, and all read it."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink()
