"""Filling an empty database with the demo: through commands, in order of time, so that everything holds."""

import hashlib
import io
from collections.abc import Iterator, Sequence
from datetime import UTC

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from tests import databases
from tests.conftest import MONDAY
from webapp.accounts import signin
from webapp.accounts.models import Person
from webapp.catalogue import documents
from webapp.kernel import clock as kernel_clock
from webapp.kernel.commands import Receipt
from webapp.kernel.db import db
from webapp.kernel.jobs import Job
from webapp.photos.models import Photo
from webapp.photos.queries import derived_key, original_key
from webapp.photos.vocab import VARIANTS
from webapp.shell.demo import password, register
from webapp.shell.demo.acts import Shot, acts
from webapp.shell.demo.people import ACTORS
from webapp.shell.demo.seed import Filled, NotEmpty, seed
from webapp.shell.demo.stories import Story, plan
from webapp.shell.serving.runner import run_all
from webapp.tickets.models import Ticket
from webapp.timeline import chain, queries
from webapp.timeline.models import Entry
from webapp.units import queries as units

PASSWORD = "shan-shui-tian-2026"
OURS = "望溪-"


def small(shots: Sequence[Shot]) -> Iterator[bytes]:
    """Pictures that cost nothing: one colour each, no two alike."""
    for shot in shots:
        hue = hashlib.sha256(shot.id.encode()).digest()
        picture = Image.new("RGB", (24, 18), tuple(hue[:3]))
        picture.putpixel((hue[3] % 24, hue[4] % 18), tuple(hue[5:8]))
        out = io.BytesIO()
        picture.save(out, "JPEG")
        yield out.getvalue()


def one_of_each(stories: Sequence[Story]) -> list[Story]:
    """The first story of every plot, in order of time."""
    firsts = {story.plot: story for story in reversed(stories)}
    return sorted(firsts.values(), key=lambda story: story.opened_at)


def fill(app: Flask, stories: Sequence[Story] | None = None) -> Filled:
    return seed(PASSWORD, app.extensions["photo_store"], stories=stories, painter=small)


@pytest.fixture(scope="module")
def few(app: Flask, store: databases.Sqlite | databases.Postgresql) -> Iterator[list[Story]]:
    """A database with one story of each plot, filled once for all tests that only look at it."""
    store.reset(app)
    with app.app_context(), kernel_clock.freeze(MONDAY.astimezone(UTC)):
        stories = one_of_each(plan(MONDAY))
        fill(app, stories)
        run_all()
        yield stories
        db.session.remove()


def tickets() -> Sequence[Ticket]:
    return db.session.scalars(select(Ticket).order_by(Ticket.number)).all()


def test_every_state_and_owner_is_there(few: list[Story]) -> None:
    found = tickets()

    assert len(found) == len(few)
    assert {ticket.state for ticket in found} == {"open", "submitted", "closed", "void"}
    assert all(ticket.responsible_id for ticket in found)
    assert all(ticket.due_on and ticket.number for ticket in found if ticket.released_at)


def test_numbers_end_where_the_screens_show_them(few: list[Story]) -> None:
    numbers = [ticket.number for ticket in tickets() if (ticket.number or "").startswith(OURS)]

    assert numbers[-1] == f"{OURS}0392"
    assert [int(number[-4:]) for number in numbers] == list(range(392 - len(numbers) + 1, 393))


def test_the_record_holds_and_is_in_order_of_time(few: list[Story]) -> None:
    entries = db.session.scalars(select(Entry).order_by(Entry.seq)).all()

    assert chain.faults(queries.every_chain()) == []
    assert [entry.recorded_at for entry in entries] == sorted(entry.recorded_at for entry in entries)
    assert {entry.actor_id for entry in entries} <= {register.person_id(person.login) for person in ACTORS}


def test_every_step_was_a_command(few: list[Story]) -> None:
    steps = sum(1 + len(story.moves) for story in few)

    assert db.session.scalar(select(func.count()).select_from(Receipt)) == steps


def test_photos_are_whole_and_their_sizes_made(app: Flask, few: list[Story]) -> None:
    store = app.extensions["photo_store"]
    photos = db.session.scalars(select(Photo)).all()

    assert photos
    for photo in photos:
        data = store.get(original_key(photo.sha256))
        assert hashlib.sha256(data).hexdigest() == photo.sha256
        Image.open(io.BytesIO(data)).load()
        assert all(store.exists(derived_key(photo.sha256, variant)) for variant in VARIANTS)
    assert db.session.scalar(select(func.count()).select_from(Job)) == 0


def test_everybody_of_the_cast_can_sign_in(few: list[Story]) -> None:
    for person in ACTORS[:2]:
        signin.sign_in(person.login, PASSWORD, signin.Visitor("192.0.2.1", "test"))
    actors = {person.login: units.actor_for(register.person_id(person.login), None) for person in ACTORS}

    assert all(actors[person.login].role == person.posts[0][0] for person in ACTORS)
    assert all(actors[person.login].unit_name == person.posts[0][1] for person in ACTORS)


def test_the_same_moment_gives_the_same_demo() -> None:
    stories = plan(MONDAY)
    catalogue = documents.load()

    assert acts(stories, catalogue) == acts(plan(MONDAY), catalogue)
    assert len({act.id for act in acts(stories, catalogue)}) == sum(1 + len(s.moves) for s in stories)


def test_a_database_with_something_in_it_is_left_alone(app: Flask, few: list[Story]) -> None:
    with pytest.raises(NotEmpty):
        fill(app)

    assert len(tickets()) == len(few)


def test_it_is_known_as_a_demo(few: list[Story]) -> None:
    assert register.is_demo()
    assert not register.is_empty()


def test_another_password_reaches_all_who_chose_none(few: list[Story]) -> None:
    own = "my own password"
    kept = db.session.get_one(Person, register.person_id("zhenban"))
    kept.password_hash = password.passwords.hash_password(own)
    db.session.commit()

    assert password.apply("another-2027")

    visitor = signin.Visitor("192.0.2.2", "test")
    signin.sign_in("xuncha1", "another-2027", visitor)
    signin.sign_in("zhenban", own, visitor)


@pytest.mark.slow
@pytest.mark.usefixtures("db")
def test_the_whole_county(app: Flask) -> None:
    filled = fill(app)
    run_all()
    found = tickets()

    assert filled.tickets == len(found)
    assert 60 <= len(found) <= 120
    assert {ticket.state for ticket in found} == {"open", "submitted", "closed", "void"}
    assert all(ticket.responsible_id and ticket.due_on for ticket in found if ticket.released_at)
    assert [t.number for t in found if (t.number or "").startswith(OURS)][-1] == f"{OURS}0392"
    assert chain.faults(queries.every_chain()) == []
    assert db.session.scalar(select(func.count()).select_from(Job)) == 0
    assert db.session.scalar(select(func.count()).select_from(Photo)) == filled.photos
