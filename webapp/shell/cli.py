"""``flask serve``, ``flask jobs …``, ``flask demo …``, ``flask pilot …``, ``flask backup …``"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
from flask import Flask, current_app, url_for
from flask.cli import AppGroup, with_appcontext

from webapp.accounts.vocab import INVITATION_LIFE
from webapp.config import Config
from webapp.kernel import text
from webapp.shell import serve
from webapp.shell.backups import copies, files, making, restoring
from webapp.shell.demo.seed import Filled
from webapp.shell.serving import certificates, pilot, preparing, runner

Result = TypeVar("Result")

jobs_cli = AppGroup("jobs", help="Work after commit.")
demo_cli = AppGroup("demo", help="The invented county.")
backup_cli = AppGroup("backup", help="Copies of everything, and the way back.")
pilot_cli = AppGroup("pilot", help="A real installation.")


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(serve_command)
    app.cli.add_command(jobs_cli)
    app.cli.add_command(demo_cli)
    app.cli.add_command(pilot_cli)
    app.cli.add_command(backup_cli)


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


@backup_cli.command("make")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
def make_backup(folder: Path | None) -> None:
    """Add a copy to FOLDER (the setting BACKUP_DIR when it is left out); exit 1 when something could not be copied."""
    settings: Config = current_app.config["SETTINGS"]
    target = folder or settings.backup_dir
    if target is None:
        raise click.ClickException("Say which folder, or set BACKUP_DIR.")
    copy = _or_trouble(lambda: making.make(target))
    click.echo(f"{copy.path}: {copy.photos} photos, {text.size(copy.size)} beside them")
    if copy.damaged:
        raise click.ClickException(f"{len(copy.damaged)} photos could not be read whole: {', '.join(copy.damaged[:3])}")


@backup_cli.command("verify")
@click.argument("copy", type=click.Path(path_type=Path, exists=True, file_okay=False))
def verify_backup(copy: Path) -> None:
    """Read every byte of a copy; exit 1 when it is not what was written."""
    manifest = _or_trouble(lambda: copies.verify(copy))
    click.echo(f"whole: {manifest['photos']['count']} photos, {manifest['heads']['entries']} entries of the timeline")


@backup_cli.command("restore")
@click.argument("copy", type=click.Path(path_type=Path, exists=True, file_okay=False))
def restore_backup(copy: Path) -> None:
    """Put a copy into this installation, whose database must be empty. People sign in anew, phones read anew."""

    def run() -> None:
        restoring.restore(copy)
        preparing.migrate()
        restoring.settle(copy)

    _or_trouble(run)
    click.echo("Restored. Start the app.")


def _or_trouble(work: Callable[[], Result]) -> Result:
    try:
        return work()
    except files.BackupTrouble as trouble:
        raise click.ClickException(str(trouble)) from None


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
