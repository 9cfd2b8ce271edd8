# Two commands matter: `make demo` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help install dev demo test test-postgres lint format bench wheel lock screenshots clean

BIN := .venv/bin
LOCKED := --quiet --require-hashes
PORT ?= 8000
ARGS ?=
JOBS ?= 2
PYTEST := $(BIN)/pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder
STATIC := $(shell find kexie -path '*/static/*' -not -path '*/vendor/*' -type f)

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/make \1|\2/' | column -t -s '|'

install: kexie/staticfiles/staticfiles.json ## everything that running needs, into .venv
	@echo "install: ready, try $(BIN)/kexie --help"

dev: install .venv/.installed-dev ## install, and what checking needs

demo: install ## load the county example and serve it on 127.0.0.1 (PORT=8000)
	@$(BIN)/kexie demo --reset-password
	@$(BIN)/kexie serve --port $(PORT)

test: dev lint ## lint and every test, browser included (DATABASE_URL decides the database; ARGS go to pytest)
	@scripts/system-packages.sh browser office
	@echo "test: pytest on $(if $(DATABASE_URL),PostgreSQL,SQLite)"
	@$(PYTEST) $(ARGS)

test-postgres: dev ## the tests on a throw-away PostgreSQL
	@scripts/system-packages.sh browser office
	@scripts/with-postgres.sh $(PYTEST) $(ARGS)

lint: dev ## ruff, import contracts, templates
	@echo "lint: ruff, imports, templates"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/lint-imports --no-cache >.venv/lint-imports.log || { cat .venv/lint-imports.log; exit 1; }
	@$(BIN)/djlint --quiet --lint kexie

format: dev ## put code in the one layout
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

bench: dev ## measure against docs and targets (ARGS choose which)
	@$(BIN)/python -m benchmarks $(ARGS)

screenshots: dev ## the pictures of the README
	@scripts/system-packages.sh browser
	@$(BIN)/python scripts/screenshots.py

wheel: install ## the package as one file in dist/, browser libraries inside
	@$(BIN)/uv build --quiet --wheel --no-build-isolation --out-dir dist .
	@ls dist/*.whl

lock: .venv/.tools ## rewrite the locks from requirements*.in and package.json
	@for set in -build -frontend "" -dev; do \
	  echo "lock: requirements$$set.txt"; \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --no-emit-index-url --no-emit-find-links $(ARGS) requirements$$set.in -o requirements$$set.txt; \
	done
	@python3 scripts/frontend.py --lock

clean: ## forget .venv, caches and builds (your data in var/ stay)
	@rm -rf .venv build dist *.egg-info .pytest_cache .ruff_cache .hypothesis kexie/core/static/vendor kexie/staticfiles
	@find kexie tests scripts -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
	@echo "clean: done"

.venv/.tools: requirements-build.txt scripts/venv.sh
	@scripts/venv.sh
	@touch $@

.venv/.installed: .venv/.tools requirements.txt pyproject.toml
	@echo "install: $$(grep -c '^[a-z].*==' requirements.txt) packages into .venv"
	@$(BIN)/uv pip install $(LOCKED) -r requirements.txt
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

kexie/core/static/vendor/.lock: .venv/.installed package-lock.json scripts/frontend.py
	@python3 scripts/frontend.py
	@touch $@

kexie/staticfiles/staticfiles.json: kexie/core/static/vendor/.lock $(STATIC)
	@echo "install: static files"
	@$(BIN)/python -m django collectstatic --settings kexie.web.settings --clear --no-input --verbosity 0

.venv/.installed-dev: .venv/.installed requirements-dev.txt
	@echo "dev: $$(grep -c '^[a-z].*==' requirements-dev.txt) packages for checking"
	@$(BIN)/uv pip install $(LOCKED) -r requirements-dev.txt
	@touch $@
