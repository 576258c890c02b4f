"""Pages of units: villages, the register, people and their invitations."""

from flask import Blueprint

pages = Blueprint("units", __name__)

# Importing them hangs their routes on the blueprint, which they import from here.
import webapp.units.pages.people  # noqa: E402
import webapp.units.pages.posts  # noqa: E402
import webapp.units.pages.register  # noqa: E402
import webapp.units.pages.villages  # noqa: E402, F401
