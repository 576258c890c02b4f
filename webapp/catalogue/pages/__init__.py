"""Pages of the catalogue and the calendar."""

from flask import Blueprint

pages = Blueprint("catalogue", __name__)

# Importing them hangs their routes on the blueprint, which they import from here.
import webapp.catalogue.pages.calendar  # noqa: E402
import webapp.catalogue.pages.files  # noqa: E402
import webapp.catalogue.pages.kinds  # noqa: E402, F401
