"""Bytes by key in an S3-compatible store; answers to ``storage.Store``.

What ``put`` has returned is as durable as the store says of its own answers. botocore is loaded on the first use: an
installation that keeps its photos in a folder pays nothing for it.
"""

import base64
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, BinaryIO

from webapp.kernel.storage import KEY, StoreMiss, StoreUnreachable

CONNECT_SECONDS, READ_SECONDS, TRIES = 5, 60, 4
IN_MEMORY = 8_000_000
"""Bytes of an opened object that are kept in memory; a larger one goes through a temporary file."""

MISSING = frozenset({"404", "NoSuchKey", "NotFound"})


@dataclass
class S3Store:
    """A ``Store`` in one bucket. ``endpoint`` is a scheme and a host."""

    endpoint: str
    bucket: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str = "us-east-1"
    _clients: dict[int, Any] = field(default_factory=dict, repr=False)
    _making: Lock = field(default_factory=Lock, repr=False)

    def put(self, key: str, data: bytes | memoryview) -> None:
        """Keep ``data`` under ``key``: the store checks the bytes on arrival, and shows them whole or not at all.

        Keys are immutable, so one that exists is given the bytes that it has.
        """
        body = bytes(data)
        seal = base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()
        with self._asked(key) as client:
            client.put_object(Bucket=self.bucket, Key=_named(key), Body=body, ContentMD5=seal)

    def get(self, key: str) -> bytes:
        """The bytes under ``key``. Raises StoreMiss, StoreUnreachable."""
        with self._asked(key) as client:
            found: bytes = client.get_object(Bucket=self.bucket, Key=_named(key))["Body"].read()
            return found

    def open(self, key: str) -> BinaryIO:
        """The bytes under ``key`` as a file at its beginning. Raises StoreMiss, StoreUnreachable."""
        held: Any = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - whoever opened it closes it
        try:
            with self._asked(key) as client:
                for piece in client.get_object(Bucket=self.bucket, Key=_named(key))["Body"].iter_chunks(1_000_000):
                    held.write(piece)
        except BaseException:
            held.close()
            raise
        held.seek(0)
        opened: BinaryIO = held
        return opened

    def exists(self, key: str) -> bool:
        """Whether something is stored under ``key``. Raises StoreUnreachable."""
        try:
            with self._asked(key) as client:
                client.head_object(Bucket=self.bucket, Key=_named(key))
        except StoreMiss:
            return False
        return True

    def delete(self, key: str) -> None:
        """Remove ``key``; no error when it is not there. Raises StoreUnreachable."""
        try:
            with self._asked(key) as client:
                client.delete_object(Bucket=self.bucket, Key=_named(key))
        except StoreMiss:
            return

    def delete_all(self, beginning: str) -> None:
        """Remove every key that begins so. Raises StoreUnreachable."""
        with self._asked(beginning) as client:
            pages = client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=_named(beginning))
            found = [each["Key"] for page in pages for each in page.get("Contents", ())]
        for key in found:
            self.delete(key)

    @contextmanager
    def _asked(self, key: str) -> Iterator[Any]:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - see the head of this file

        try:
            yield self._client()
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in MISSING:
                raise StoreMiss(key) from None
            raise StoreUnreachable(str(error)) from error
        except BotoCoreError as error:
            raise StoreUnreachable(str(error)) from error

    def _client(self) -> Any:
        """The client of this process: connections do not survive a fork."""
        with self._making:
            if os.getpid() not in self._clients:
                self._clients = {os.getpid(): self._connect()}
            return self._clients[os.getpid()]

    def _connect(self) -> Any:
        import botocore.session  # noqa: PLC0415
        from botocore.config import Config  # noqa: PLC0415

        return botocore.session.Session().create_client(
            "s3",
            region_name=self.region,
            endpoint_url=self.endpoint,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries={"mode": "standard", "total_max_attempts": TRIES},
                max_pool_connections=32,
                s3={"addressing_style": "path"},
                # Checksums in trailers are younger than most stores that are not Amazon's.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )


def _named(key: str) -> str:
    """``key`` itself. Raises ValueError for one that no store may have."""
    if not KEY.fullmatch(key):
        raise ValueError(f"not a key: {key!r}")
    return key
