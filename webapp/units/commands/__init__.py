"""Verbs of units, a file for each thing they change."""

import webapp.units.commands.people  # noqa: F401
