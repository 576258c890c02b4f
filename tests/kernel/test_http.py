"""What every door shares: addresses to go on to, languages, refusals in the reader's words."""

from typing import Any

import pytest
from flask import Flask

from tests.cast import Cast, sign_in
from tests.house import HouseClient
from webapp.kernel.errors import CATALOG, AppError, problem
from webapp.kernel.http import local_path
from webapp.kernel.text import best_locale


@pytest.mark.parametrize("path", ["/", "/me", "/tickets?view=red", "/tickets/1#x", "/%2F%2Fevil.example"])
def test_a_plain_path_is_gone_on_to(path: str) -> None:
    assert local_path(path, "/home") == path


@pytest.mark.parametrize(
    "path",
    [None, "", "me", "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "javascript:x",
     "/\t/evil.example", "/x\n", "/a b", "/x\\y", "///evil.example", "http:/evil.example"],
)  # fmt: skip
def test_anything_else_is_not(path: str | None) -> None:
    assert local_path(path, "/home") == "/home"


@pytest.mark.parametrize(
    ("chosen", "accepted", "locale"),
    [
        (None, "zh-CN,zh;q=0.9,en;q=0.8", "zh_Hans"),
        (None, "zh-CN", "zh_Hans"),
        (None, "en-US,en;q=0.9,zh;q=0.1", "zh_Hans"),
        (None, "en-GB", "en"),
        (None, "de", "zh_Hans"),
        (None, "", "zh_Hans"),
        ("en", "zh-CN", "en"),
        ("xx", "en", "en"),
    ],
)
def test_the_reader_s_language(chosen: str | None, accepted: str, locale: str) -> None:
    assert best_locale(chosen, accepted) == locale


def test_a_problem_is_told_in_the_reader_s_language_and_keeps_its_code(cast: Cast, client: HouseClient) -> None:
    told = [client.get("/api/v1/me", headers={"Accept-Language": tag}).get_json() for tag in ("zh-CN", "en")]

    assert [each["code"] for each in told] == ["auth.sign_in"] * 2
    assert told[1]["detail"] == "Sign in to go on."
    assert told[0]["detail"] != told[1]["detail"]
    assert all(each.keys() == {"type", "title", "status", "code", "detail", "details"} for each in told)


def test_a_missing_detail_leaves_a_gap_and_not_an_error(app: Flask) -> None:
    with app.test_request_context():
        assert "…" in CATALOG["http.too_many"].text({})


def test_a_code_is_declared_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        problem("http.not_found", 404, "again")


def test_what_broke_is_told_without_its_insides(
    app: Flask, cast: Cast, client: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks() -> Any:
        raise RuntimeError("password=secret")

    breaks.access = "public"  # type: ignore[attr-defined]
    monkeypatch.setitem(app.config, "SHOW_BROKEN", True)
    monkeypatch.setitem(app.view_functions, "api_session.me", breaks)
    sign_in(client, "xuncha1")

    answer = client.get("/api/v1/me")

    assert (answer.status_code, answer.get_json()["code"]) == (500, "http.internal")
    assert "secret" not in answer.text


def test_waiting_times_stand_in_the_header_too(
    app: Flask, client: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy() -> Any:
        raise AppError(CATALOG["http.too_many"], seconds=7)

    busy.access = "public"  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "api_session.me", busy)

    answer = client.get("/api/v1/me")

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert "7" in answer.get_json()["detail"]


def test_text_leaves_compressed_and_pictures_do_not(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    packed = client.get("/api/v1/catalogue", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/api/v1/catalogue")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 3
    assert "Content-Encoding" not in plain.headers
