"""Pages of units."""

from flask import Blueprint

pages = Blueprint("units", __name__)
