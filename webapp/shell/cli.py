"""``flask serve``, ``flask jobs …``, ``flask demo …``"""

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from webapp.shell import serve
from webapp.shell.demo.seed import Filled
from webapp.shell.serving import certificates, preparing, runner

jobs_cli = AppGroup("jobs", help="Work after commit.")
demo_cli = AppGroup("demo", help="The invented county.")


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(serve_command)
    app.cli.add_command(jobs_cli)
    app.cli.add_command(demo_cli)


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


def _progress():
    return serve.progress(current_app._get_current_object())  # type: ignore[attr-defined]


def _say(filled: Filled) -> None:
    click.echo(f"{filled.tickets} tickets, {filled.photos} photos")
