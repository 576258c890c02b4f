"""Pages of spreadsheets: those that are written, and those that are brought in."""

from flask import Blueprint

pages = Blueprint("sheets", __name__)

# Importing them hangs their routes on the blueprint, which they import from here.
import webapp.sheets.pages.exports  # noqa: E402
import webapp.sheets.pages.lists  # noqa: E402, F401
