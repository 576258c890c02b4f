# Xungai 巡改. `make help` prints what there is; every target is safe to repeat.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
export PYTHONDONTWRITEBYTECODE := 1
export CI

PY := .venv/bin/python
FLASK := .venv/bin/flask --app wsgi
T ?= tests

.PHONY: help run prepare prepare-dev prepare-test words demo reset test quick check fix docs bench bench-ledger bench-browser bench-lighthouse bench-loss icons vendor

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  \033[1mmake %-13s\033[0m %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  make run honours HOST, PORT, DATA_DIR, DATABASE_URL and DEMO_PASSWORD."

run: prepare words ## start the app: sets everything up, fills an empty data folder with the demo county
	@exec $(FLASK) serve

demo: prepare words ## fill an empty database with the demo county, without starting the app
	@$(FLASK) demo seed

reset: prepare words ## throw the demo county away and make it anew (refuses a database that holds anything else)
	@$(FLASK) demo reset

test: prepare-test words ## everything CI runs: checks, tests on both databases, browser journeys
	@tools/test.sh

quick: prepare-dev words ## the fast half (below a minute): T=tests/tickets for a part of it
	@$(PY) -m pytest -n 2 $(T) -m "not slow and not browser"

check: prepare-dev words ## format, lint, types, layers, words, generated docs
	@$(PY) -m tools.check

fix: prepare-dev ## format and repair what the linters can repair
	@.venv/bin/ruff format -q .
	@.venv/bin/ruff check -q --fix . || true
	@npm run --silent fix

words: ## gather the translations into the catalogues the app and the browser read
	@$(PY) -m tools.words

docs: prepare-dev words ## write the generated pages below docs/ again
	@$(PY) -m tools.docs

bench: prepare words ## measure the main routes, the intake of photos and a draw on this machine
	@$(PY) -m tools.bench
	@$(PY) -m tools.bench_images
	@$(PY) -m tools.bench_draw
	@$(PY) -m tools.bench_photos

bench-ledger: prepare words ## measure lists, counts and exports of 100,000 tickets on both databases
	@$(PY) -m tools.bench_ledger
	@$(PY) -m tools.with_postgres $(PY) -m tools.bench_ledger

bench-browser: prepare-test words ## measure the app on a slow phone, and kill its browser 50 times
	@$(PY) -m tools.bench_browser
	@KILLS=50 $(PY) -m pytest -q -m browser tests/journeys/test_killed_browser.py

bench-lighthouse: prepare-test words ## what Lighthouse says of the main screens on its phone profile (fetches it)
	@$(PY) -m tools.bench_lighthouse

bench-loss: prepare-test words ## lose, cut and kill at full size: some hours; stop it and it goes on where it stood
	@$(PY) -m tests.faults.bench
	@$(PY) -m tools.with_postgres env TEST_DATABASE=postgresql $(PY) -m tests.faults.bench deaths

icons: prepare-dev ## draw the app's icons and the sprite again
	@$(PY) -m tools.make_icons

vendor: prepare-dev ## copy third-party browser modules from node_modules into static/vendor
	@$(PY) -m tools.vendor

prepare:
	@tools/prepare.sh run

prepare-dev:
	@tools/prepare.sh dev

prepare-test:
	@tools/prepare.sh test
