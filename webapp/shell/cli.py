"""``flask serve``, ``flask jobs …``, ``flask demo …``, ``flask pilot …``"""

import click
from flask import Flask, current_app, url_for
from flask.cli import AppGroup, with_appcontext

from webapp.accounts.vocab import INVITATION_LIFE
from webapp.config import Config
from webapp.shell import serve
from webapp.shell.demo.seed import Filled
from webapp.shell.serving import certificates, pilot, preparing, runner

jobs_cli = AppGroup("jobs", help="Work after commit.")
demo_cli = AppGroup("demo", help="The invented county.")
pilot_cli = AppGroup("pilot", help="A real installation.")


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(serve_command)
    app.cli.add_command(jobs_cli)
    app.cli.add_command(demo_cli)
    app.cli.add_command(pilot_cli)


@click.command("serve")
@with_appcontext
def serve_command() -> None:
    """Prepare everything and serve until Ctrl+C; an empty database gets the demo county."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        raise SystemExit(serve.serve(app))
    except certificates.NoCertificate as error:
        raise click.ClickException(str(error)) from error


@jobs_cli.command("run")
@click.option("--once", is_flag=True, help="Run what is due and end.")
def run_jobs(once: bool) -> None:
    """Run jobs until told to stop."""
    if once:
        click.echo(f"{runner.run_all()} jobs run")
    else:
        runner.run_until_told()


@demo_cli.command("seed")
def seed() -> None:
    """Fill an empty database with the demo county; exit 1 when it is not empty."""
    filled = preparing.prepare(_progress())
    if filled is None:
        raise click.ClickException("The database is not empty: nothing was changed.")
    _say(filled)


@demo_cli.command("reset")
def reset() -> None:
    """Throw the demo county away and make it anew; exit 1 when the database holds anything else."""
    try:
        _say(preparing.fill_again(_progress()))
    except preparing.NoDemo:
        raise click.ClickException("This is not a demo database: nothing was changed.") from None


@pilot_cli.command("begin")
@click.option("--county", required=True, help="Name of the county.")
@click.option("--administrator", required=True, help="Name of the person who sets up the rest on screen.")
def begin(county: str, administrator: str) -> None:
    """Set up an empty database for real work, and print the administrator's way in; exit 1 when it is not empty."""
    try:
        login, token = pilot.begin(county, administrator)
    except pilot.NotEmpty:
        raise click.ClickException("The database is not empty: nothing was changed.") from None
    _say_way_in(login, token)


@pilot_cli.command("invite")
@click.argument("login")
def invite(login: str) -> None:
    """Print another way in for an administrator, whom nobody can invite on screen."""
    try:
        _say_way_in(login, pilot.invite(login))
    except pilot.NobodyFits:
        raise click.ClickException(f"No administrator signs in as {login}.") from None


def _say_way_in(login: str, token: str) -> None:
    settings: Config = current_app.config["SETTINGS"]
    with current_app.test_request_context(base_url=settings.public_url or f"http://localhost:{settings.port}"):
        link = url_for("accounts.invitation", token=token, _external=True)
    click.echo(f"{login} sets a password here, within {INVITATION_LIFE.days} days, once: {link}")


def _progress():
    return serve.progress(current_app._get_current_object())  # type: ignore[attr-defined]


def _say(filled: Filled) -> None:
    click.echo(f"{filled.tickets} tickets, {filled.photos} photos")
