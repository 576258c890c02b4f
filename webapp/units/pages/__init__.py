"""Pages of units: villages, people and their invitations."""

from flask import Blueprint

pages = Blueprint("units", __name__)

# Importing them hangs their routes on the blueprint, which they import from here.
import webapp.units.pages.people  # noqa: E402
import webapp.units.pages.villages  # noqa: E402, F401
