"""Files of unsent work as a phone writes them (docs/offline.md), and as nobody should."""

import hashlib
import hmac
import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

from werkzeug.test import TestResponse

from tests import make
from tests.cast import Cast
from tests.house import HouseClient
from webapp.sync.archive import unsent_key
from webapp.units.queries import current_memberships

MADE_AT = "2026-09-06T02:00:00Z"


class Phone:
    """Somebody's phone without a signal: what is done on it waits, and is written into a file."""

    def __init__(self, cast: Cast, login: str) -> None:
        self.cast, self.login = cast, login
        self.person = cast.person(login).id
        self.membership = current_memberships(self.person)[0].id
        self.device = make.new_id()
        self.items: list[dict[str, Any]] = []
        self.photos: dict[str, bytes] = {}

    def does(self, name: str, photos: Sequence[int] = (), /, **args: Any) -> dict[str, Any]:
        """Let a command wait on the phone; its envelope. ``photos`` are seeds of pictures that it names."""
        taken = [self._photo(seed) for seed in photos]
        if taken:
            args["photos"] = [{"id": each["id"], "sha256": each["sha256"]} for each in taken]
        envelope = {
            "id": make.new_id(), "name": name, "args": args, "args_version": 1, "happened_at": MADE_AT,
            "device": self.device, "seq": len(self.items) + 1,
        }  # fmt: skip
        self.items.append({"envelope": envelope, "membership": self.membership, "photos": taken})
        return envelope

    def opens(self, village: str = "青龙村", photos: Sequence[int] = (), **args: Any) -> dict[str, Any]:
        """Let a new problem wait."""
        there = {"ticket_id": make.new_id(), "village_id": self.cast.unit(village).id, "type_code": make.STEPS}
        return self.does("ticket.open", photos, **{**there, "words": "台阶破了", **args})

    def manifest(self, **changes: Any) -> bytes:
        """What is in the file, whose and of which phone."""
        plain = {
            "format": "xungai-unsent/1", "person": self.person, "device": self.device, "made_at": MADE_AT,
            "items": self.items,
        }  # fmt: skip
        return json.dumps(plain | changes, ensure_ascii=False).encode()

    def seal(self, manifest: bytes) -> str:
        """The seal that the phone puts on it."""
        return hmac.new(unsent_key(self.person, self.device).encode(), manifest, hashlib.sha256).hexdigest()

    def file(self, manifest: bytes | None = None, seal: str | None = None, **changes: Any) -> bytes:
        """The whole file. ``changes`` are of the manifest, before it is sealed."""
        manifest = self.manifest(**changes) if manifest is None else manifest
        entries = {
            "manifest.json": manifest,
            "seal.txt": (self.seal(manifest) if seal is None else seal).encode(),
            "list.txt": "新问题 青龙村".encode(),
            **self.photos,
        }
        return zipped(entries.items())

    def _photo(self, seed: int) -> dict[str, Any]:
        data, photo_id = make.jpeg(seed), make.new_id()
        name = f"photos/{photo_id}.jpg"
        self.photos[name] = data
        digest = hashlib.sha256(data).hexdigest()
        return {"id": photo_id, "sha256": digest, "type": "image/jpeg", "size": len(data), "file": name}


def zipped(entries: Any, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of (name, bytes); names may be anything and come twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def sent_file(client: HouseClient, data: bytes, name: str = "unsent.zip", **fields: str) -> TestResponse:
    """The answer to a file that is brought in by the form."""
    return client.post("/imports", data={"file": (io.BytesIO(data), name), **fields})
