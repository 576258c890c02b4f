"""``flask timeline …``"""

from collections.abc import Iterator
from datetime import datetime

import click
from flask.cli import AppGroup

from webapp.timeline import chain, heads, queries
from webapp.timeline.models import Entry
from webapp.units import queries as units

timeline_cli = AppGroup("timeline", help="The append-only record.")


@timeline_cli.command("verify")
def verify() -> None:
    """Check every chain and every day's heads; exit 1 and name each fault when one is broken."""
    count = 0

    def counted() -> Iterator[Entry]:
        nonlocal count
        for entry in queries.every_chain():
            count += 1
            yield entry

    found = chain.faults(counted()) + heads.faults()
    for line in found:
        click.echo(line, err=True)
    click.echo(f"{count} entries, {len(found)} faults")
    if found:
        raise SystemExit(1)


@timeline_cli.command("heads")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]), required=False)
def list_heads(day: datetime | None) -> None:
    """Print the heads of DAY, or of the last one that was sealed, to hold a paper against; exit 1 without any."""
    rows = heads.of(day.date()) if day is not None else heads.newest()
    names = units.names([row.township_id for row in rows])
    for row in rows:
        where = names.get(row.township_id)
        click.echo(f"{heads.told(row)} {where.name if where else row.township_id}")
    if not rows:
        raise click.ClickException("Nothing was sealed on that day.")
