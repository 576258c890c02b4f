"""Pages of tickets: home, lists, one ticket and its verbs, a new problem, the review desk."""

from flask import Blueprint

pages = Blueprint("tickets", __name__)

# Importing them hangs their routes on the blueprint, which they import from here.
import webapp.tickets.pages.home  # noqa: E402
import webapp.tickets.pages.ledger  # noqa: E402
import webapp.tickets.pages.new  # noqa: E402
import webapp.tickets.pages.paper  # noqa: E402
import webapp.tickets.pages.retention  # noqa: E402
import webapp.tickets.pages.review  # noqa: E402
import webapp.tickets.pages.ticket  # noqa: E402
import webapp.tickets.pages.verbs  # noqa: E402, F401
