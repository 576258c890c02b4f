"""Verbs of units, a file for each thing they change."""

import webapp.units.commands.imports
import webapp.units.commands.memberships
import webapp.units.commands.people
import webapp.units.commands.tree  # noqa: F401
