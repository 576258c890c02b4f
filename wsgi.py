"""The door for WSGI servers: ``gunicorn wsgi:app``, ``flask --app wsgi …``."""

from webapp import create_app

app = create_app()
