#!/usr/bin/env bash
# Everything that must hold, in the order of growing cost. Stops at the first step that fails.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n\033[1m== %s ==\033[0m\n' "$*"; }
pytest() { .venv/bin/python -m pytest --dist worksteal "$@"; }
on_postgresql() { .venv/bin/python -m tools.with_postgres .venv/bin/python -m pytest --dist worksteal "$@"; }
# The debugger that drives the browser hangs its workers now and then (docs/decisions/0002-libraries.md).
once_more=(--reruns 1 -r aR)

step "Checks"
make --no-print-directory check
step "Browser modules (node)"
npm test --silent
step "Unit, HTTP and contract tests on SQLite"
TEST_DATABASE=sqlite pytest -n 2 tests -m "not browser"
step "The same on PostgreSQL"
TEST_DATABASE=postgresql on_postgresql -n 2 tests -m "not browser"
step "Journeys and screens in real browsers, on SQLite"
TEST_DATABASE=sqlite pytest -n 2 -m browser "${once_more[@]}" tests/journeys tests/browser
step "Journeys in real browsers, on PostgreSQL"
TEST_DATABASE=postgresql on_postgresql -n 2 -m browser "${once_more[@]}" tests/journeys
