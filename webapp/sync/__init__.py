"""How phones and programs write and read: named commands in, and what changed since a cursor out."""
