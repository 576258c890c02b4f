"""Is the document of the API true? A program that knows nothing but the document tries every operation of it."""

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.cast import Cast, sign_in
from tests.house import HouseClient
from webapp.photos.vocab import PIECE

pytestmark = pytest.mark.slow

DOCUMENT = "/api/v1/openapi.json"
BOUNDED = settings(
    max_examples=40, deadline=None, derandomize=True, database=None, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@schemathesis.serializer(PIECE)
def piece(_context: schemathesis.SerializationContext, value: Any) -> bytes:
    """A piece of a photo is bytes, whatever they are."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@pytest.mark.parametrize("login", ["zhenban", "qinglong", "admin"])
def test_a_program_that_knows_the_document_only_finds_no_fault(
    app: Flask, cast: Cast, client: HouseClient, login: str
) -> None:
    document = schemathesis.openapi.from_wsgi(DOCUMENT, app)
    faults: dict[str, str] = {}

    for operation in (found.ok() for found in document.get_all_operations()):

        @BOUNDED
        @given(case=st.one_of(*(operation.as_strategy(mode) for mode in schemathesis.GenerationMode)))
        def attempt(case: schemathesis.Case) -> None:
            sign_in(client, login)  # the example before may have ended the session
            case.call_and_validate(headers={"Origin": "http://localhost", "Cookie": cookie(client)})

        try:
            attempt()
        except BaseExceptionGroup as found:  # schemathesis says all that is wrong with an answer at once
            faults[operation.label] = "\n".join(map(str, found.exceptions))

    assert faults == {}


def cookie(client: HouseClient) -> str:
    """The session of ``client`` as a header, for requests that others make."""
    kept = client.get_cookie(client.application.config["SESSION_COOKIE_NAME"])
    assert kept is not None
    return f"{kept.key}={kept.value}"
