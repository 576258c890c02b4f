"""``flask timeline …``"""

from collections.abc import Iterator

import click
from flask.cli import AppGroup

from webapp.timeline import chain, heads, queries
from webapp.timeline.models import Entry

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
