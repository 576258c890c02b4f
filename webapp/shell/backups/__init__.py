"""Copies of everything that must not be lost, and the way back from one.

A folder holds ``photos/`` (originals under their hash, each once for all copies) and one folder a copy: the database as
it was at one instant, the hashes of its photos, what the chains ended with, the key that signs cookies. The manifest is
written last and renamed into place: a folder without one is no copy. Photos are stored before their row, so those that
a database names are there when it has been copied.
"""
