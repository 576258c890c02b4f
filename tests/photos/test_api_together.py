"""The same photo from many connections at once, as a phone with lost answers sends it."""

from flask import Flask
from sqlalchemy import func, select

from tests import make
from tests.cast import Cast, sign_in
from tests.house import HouseClient
from tests.photos.sending import digest
from tests.together import together
from webapp.kernel import jobs
from webapp.kernel.db import db
from webapp.photos.models import Photo


def test_the_same_photo_from_twenty_connections_is_stored_once(app: Flask, cast: Cast, client: HouseClient) -> None:
    answers = sent(app, client, [make.new_id()] * 20)

    assert set(answers) == {200, 201}, answers
    assert answers.count(201) == 1
    assert db.session.scalar(select(func.count()).select_from(Photo)) == 1


def test_the_same_bytes_under_many_ids_are_one_file_and_one_job(app: Flask, cast: Cast, client: HouseClient) -> None:
    ids = [make.new_id() for _ in range(10)]

    answers = sent(app, client, ids)

    assert set(answers) == {201}, answers
    assert sorted(db.session.scalars(select(Photo.id))) == sorted(ids)
    assert db.session.scalar(select(func.count()).select_from(jobs.Job)) == 1


def sent(app: Flask, client: HouseClient, ids: list[str]) -> list[object]:
    """What each of many PUTs at once answered: its status, or what broke."""
    sign_in(client, "xuncha1")
    cookie = client.get_cookie("xungai")
    assert cookie is not None
    data = make.jpeg(77)

    def put(photo_id: str) -> int:
        own = app.test_client()
        own.set_cookie("xungai", cookie.value)
        headers = {"Content-Digest": digest(data)}
        return own.put(f"/api/v1/photos/{photo_id}", data=data, headers=headers, content_type="image/jpeg").status_code

    return list(together(app, [lambda each=each: put(each) for each in ids]))
