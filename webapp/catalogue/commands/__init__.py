"""Verbs of the catalogue and the calendar, a file for each thing they change."""

import webapp.catalogue.commands.calendar
import webapp.catalogue.commands.kinds  # noqa: F401
