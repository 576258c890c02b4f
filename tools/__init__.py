"""Developer scripts: run with ``python -m tools.<name>`` from the top of the repository."""
