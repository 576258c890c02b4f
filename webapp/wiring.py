"""The table of contents: what is plugged in where, in order."""

from flask import Flask, current_app

from webapp.accounts import api as account_api
from webapp.accounts import commands as account_commands
from webapp.accounts import pages as account_pages
from webapp.accounts import policy as account_policy
from webapp.catalogue import api as catalogue_api
from webapp.catalogue import commands as catalogue_commands
from webapp.catalogue import pages as catalogue_pages
from webapp.catalogue import policy as catalogue_policy
from webapp.complaints import commands as complaint_commands
from webapp.complaints import pages as complaint_pages
from webapp.complaints import policy as complaint_policy
from webapp.kernel import events, logs, metrics, rest
from webapp.photos import api as photo_api
from webapp.photos import jobs as photo_jobs
from webapp.photos import policy as photo_policy
from webapp.photos import queries as photos
from webapp.photos.cli import photos_cli
from webapp.reports import pages as report_pages
from webapp.reports import policy as report_policy
from webapp.sheets import api as sheet_api
from webapp.sheets import commands as sheet_commands
from webapp.sheets import jobs as sheet_jobs
from webapp.sheets import pages as sheet_pages
from webapp.sheets import policy as sheet_policy
from webapp.sheets import reactions as sheet_reactions
from webapp.shell import cli as shell_cli
from webapp.shell import pages as shell_pages
from webapp.shell.backups import copies
from webapp.sync import api as sync_api
from webapp.sync import commands as sync_commands
from webapp.sync import models as sync_models
from webapp.sync import pages as sync_pages
from webapp.sync import policy as sync_policy
from webapp.sync import reactions as changes
from webapp.sync.present import changes as told
from webapp.sync.queries import changes as kits
from webapp.tickets import api as ticket_api
from webapp.tickets import commands as ticket_commands
from webapp.tickets import jobs as ticket_jobs
from webapp.tickets import pages as ticket_pages
from webapp.tickets import policy as ticket_policy
from webapp.tickets import queries as tickets
from webapp.tickets.events import TicketPhotoWithheld
from webapp.timeline import commands as timeline
from webapp.timeline import jobs as timeline_jobs
from webapp.timeline.cli import timeline_cli
from webapp.units import api as unit_api
from webapp.units import commands as unit_commands
from webapp.units import pages as unit_pages
from webapp.units import queries as units

# Importing these registers their rows: commands, rules, jobs, tables.
TABLES = (
    account_commands, account_policy, unit_commands, catalogue_commands,
    catalogue_policy, photo_policy, photo_jobs,
    ticket_commands, ticket_jobs, ticket_policy, complaint_commands, complaint_policy,
    report_policy, sheet_commands, sheet_jobs, sheet_policy,
    sync_models, sync_commands, sync_policy, timeline_jobs,
)  # fmt: skip
BLUEPRINTS = (
    shell_pages.pages, account_pages.pages, unit_pages.pages, catalogue_pages.pages,
    ticket_pages.pages, complaint_pages.pages, report_pages.pages, sheet_pages.pages,
    sync_pages.pages,
)  # fmt: skip
APIS = (
    account_api.api,
    photo_api.api,
    sync_api.api,
    sync_api.reading,
    ticket_api.api,
    unit_api.api,
    catalogue_api.api,
    sheet_api.api,
)


def wire(app: Flask) -> None:
    """Plug everything in. Sinks and finishers run in this order, inside the transaction of the command."""
    events.SINKS[:] = [timeline.record]
    events.FINISHERS[:] = [changes.number]
    events.REACTIONS[TicketPhotoWithheld] = [sheet_reactions.forget_pictures]
    told.COPIES[:] = [copies.copied_to]
    kits.KIT_PARTS[:] = [lambda _actor: app.extensions["assets"].version]
    units.OPEN_WORK[:] = [tickets.unfinished_of_unit]
    photos.SEERS[:] = [tickets.sees_photo]
    # Of the app at work, not of the one that was made last: there may be several in one process.
    logs.LISTENERS[:] = [lambda line, ms: metrics.count_line(current_app.extensions["tally"], line, ms)]
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    sync_api.describe(rest.init_app(app, APIS))
    app.cli.add_command(timeline_cli)
    app.cli.add_command(photos_cli)
    shell_cli.init_app(app)
