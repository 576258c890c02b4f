"""Settings, read once from the environment. One default per key, all listed here."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SHORTEST_KEY = 32


@dataclass(frozen=True)
class Config:
    """What an installation may decide.

    ``data_dir`` holds everything that must be backed up: database, photos, secret key.
    ``database_url`` is any SQLAlchemy address; empty means SQLite in ``data_dir``.
    ``public_url`` is the address people open (scheme and host), for links and QR codes.
    ``https`` lets ``flask serve`` make a certificate of its own, for trials on phones.
    """

    data_dir: Path
    database_url: str = ""
    public_url: str = ""
    host: str = "0.0.0.0"  # noqa: S104 - phones in the same network are the point
    port: int = 8000
    demo_password: str = ""
    sponsor: str = ""
    filing_number: str = ""
    secure_cookies: bool = False
    https: bool = False
    heic: bool = True
    gallery: bool = False
    trusted_proxies: int = 0
    kill_worker: bool = False
    testing: bool = False
    extra: dict[str, object] = field(default_factory=dict)

    @classmethod
    def from_environment(cls) -> "Config":
        """Read the settings from environment variables; a missing one takes its default."""
        env = os.environ
        return cls(
            data_dir=Path(env.get("DATA_DIR") or REPOSITORY / "data").resolve(),
            database_url=env.get("DATABASE_URL", ""),
            public_url=env.get("PUBLIC_URL", "").rstrip("/"),
            host=env.get("HOST") or "0.0.0.0",  # noqa: S104 - see above
            port=int(env.get("PORT") or 8000),
            demo_password=env.get("DEMO_PASSWORD", ""),
            sponsor=env.get("SPONSOR", ""),
            filing_number=env.get("FILING_NUMBER", ""),
            secure_cookies="1" in (env.get("SECURE_COOKIES"), env.get("HTTPS")),
            https=env.get("HTTPS", "") == "1",
            heic=env.get("HEIC", "1") == "1",
            gallery=env.get("GALLERY", "") == "1",
            kill_worker=env.get("KILL_WORKER", "") == "1",
            trusted_proxies=int(env.get("TRUSTED_PROXIES") or 0),
        )

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
