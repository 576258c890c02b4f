"""``flask serve``: from an empty folder to an app that people can open, in one command."""

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import select

from webapp.accounts.models import Person
from webapp.config import REPOSITORY, Config
from webapp.kernel.db import db
from webapp.kernel.text import _
from webapp.shell.backups import restoring
from webapp.shell.demo import password, register
from webapp.shell.demo.people import ACTORS
from webapp.shell.serving import addresses, banner, certificates
from webapp.shell.serving.preparing import prepare
from webapp.shell.serving.processes import Child, Family
from webapp.units.queries import current_memberships
from webapp.units.vocab import ROLE_LABELS, Role

GUNICORN = (
    "--workers=2", "--worker-class=gthread", "--threads=16", "--no-control-socket", "--timeout=60",
    "--graceful-timeout=40", "--preload", "--max-requests=5000", "--max-requests-jitter=500", "--log-level=warning",
)  # fmt: skip
"""Measured for slow phones, each of which holds a thread while it uploads (docs/decisions)."""

THRIFT = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "1048576", "MALLOC_TRIM_THRESHOLD_": "1048576"}
"""Sixteen threads that decode photos would keep a heap each; so what a photo needed goes back to the system."""

MEMORY = Path("/dev/shm")  # noqa: S108 - the workers' heartbeat files, so that a slow disk kills nobody
FIXED_LOGINS = 11
"""The sign-in names that everybody knows stand first in the demo's cast; the others are not announced."""


def serve(app: Flask) -> int:
    """Prepare, start web server and job runner, greet, and keep both alive until told to stop.

    Returns an exit status. Raises certificates.NoCertificate.
    """
    settings: Config = app.config["SETTINGS"]
    began = time.monotonic()
    if not addresses.is_free(settings.host, settings.port):
        click.echo(_taken(app, settings), err=True)
        return 1
    with app.app_context():
        if restoring.is_half_restored():
            click.echo("A restore broke off. Run the same `flask backup restore` again.", err=True)
            return 1
        _apart(lambda: prepare(progress(app)))
        pair = _certificate(settings)
        people, shared = _demo(app, settings)
        db.session.remove()
        db.engine.dispose()
    scheme = "https" if pair else "http"

    def greet() -> None:
        greeting = _greeting(settings, scheme, pair, people, shared, time.monotonic() - began)
        with in_words_of_operator(app):
            click.echo("\n".join(banner.lines(greeting, colour=sys.stdout.isatty())))
        sys.stdout.flush()

    return Family(
        children(settings, pair),
        environment(settings),
        is_ready=lambda: addresses.answers(scheme, settings.host, settings.port),
        when_ready=greet,
    ).live()


def _apart(work: Callable[[], object]) -> None:
    """Do something in a process of its own, so that the memory it needs is given back; we stay as long as the app.

    Raises SystemExit when it failed; the child has said why.
    """
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit(1)


def children(settings: Config, pair: certificates.Pair | None) -> list[Child]:
    """The programs that make up the running app."""
    where = f"[{settings.host}]" if ":" in settings.host else settings.host
    web = [sys.executable, "-m", "gunicorn", *GUNICORN, f"--chdir={REPOSITORY}", f"--bind={where}:{settings.port}"]
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK):
        web.append(f"--worker-tmp-dir={MEMORY}")
    if pair is not None:
        web += [f"--certfile={pair.certificate}", f"--keyfile={pair.key}"]
    jobs = [sys.executable, "-m", "flask", "--app", str(REPOSITORY / "wsgi.py"), "jobs", "run"]
    return [Child("web server", [*web, "wsgi:app"], essential=True), Child("job runner", jobs)]


def environment(settings: Config) -> dict[str, str]:
    """What the children read: our own environment with the data folder spelled out."""
    return {**os.environ, **THRIFT, "DATA_DIR": str(settings.data_dir), "PYTHONUNBUFFERED": "1"}


def in_words_of_operator(app: Flask):  # type: ignore[no-untyped-def]
    """A context in which words come in the language of the terminal: Chinese or English."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "en"
    language = "zh" if spoken.lower().startswith("zh") else "en"
    return app.test_request_context(headers={"Accept-Language": language})


def progress(app: Flask):  # type: ignore[no-untyped-def]
    """A report for the terminal: one line that grows, or a line every quarter where there is no terminal."""
    live = sys.stderr.isatty()
    with in_words_of_operator(app):
        text = _("Filling the empty database with the demo county")

    def report(done: int, of: int) -> None:
        if live:
            click.echo(f"\r{text}: {done * 100 // of} %", nl=done == of, err=True)
        elif done == 1 or done * 4 // of != (done - 1) * 4 // of:
            click.echo(f"{text}: {done * 100 // of} %", err=True)

    return report


def _certificate(settings: Config) -> certificates.Pair | None:
    if not settings.https:
        return None
    return certificates.ready(settings.data_dir / "tls", addresses.in_network(settings.host))


def _greeting(
    settings: Config,
    scheme: str,
    pair: certificates.Pair | None,
    people: Sequence[banner.SignIn],
    shared: str,
    seconds: float,
) -> banner.Greeting:
    own = settings.host if settings.host not in addresses.EVERYWHERE else "localhost"
    hosts = [host for host in addresses.in_network(settings.host) if pair is None or certificates.is_private(host)]
    phones = [addresses.url(scheme, host, settings.port) for host in hosts]
    if settings.public_url:
        phones = [settings.public_url]
    return banner.Greeting(
        here=addresses.url(scheme, own, settings.port),
        phones=phones,
        secure=all(each.startswith("https:") for each in phones),
        own_authority=pair is not None,
        sign_ins=people,
        password=shared,
        seconds=seconds,
    )


def _demo(app: Flask, settings: Config) -> tuple[Sequence[banner.SignIn], str]:
    """The demo's sign-ins and their password; nothing where the database holds something else."""
    if not register.is_demo():
        return (), ""
    shared = password.current(settings)
    if not password.apply(shared):
        return (), ""
    logins = [person.login for person in ACTORS[:FIXED_LOGINS]]
    people = {row.login: row for row in db.session.scalars(select(Person).where(Person.login.in_(logins)))}
    with in_words_of_operator(app):
        return [_sign_in(people[login]) for login in logins if login in people], shared


def _sign_in(person: Person) -> banner.SignIn:
    held = current_memberships(person.id)
    post = f"{held[0].unit.name} · {ROLE_LABELS[Role(held[0].role)]}" if held else ""
    return banner.SignIn(person.login, person.name, post)


def _taken(app: Flask, settings: Config) -> str:
    with in_words_of_operator(app):
        return str(
            _(
                "Port %(port)s is in use. Choose another: PORT=%(other)s make run",
                port=settings.port,
                other=settings.port + 1,
            )
        )
