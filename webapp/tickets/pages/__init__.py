"""Pages of tickets: home, lists, one ticket and its verbs, a new problem, the review desk."""

from flask import Blueprint

pages = Blueprint("tickets", __name__)

# Importing them hangs their routes on the blueprint.
from webapp.tickets.pages import home, new, review, ticket, verbs  # noqa: E402, F401
