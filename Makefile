# `make help` lists what there is. Everything runs from .venv, which bin/setup keeps at the locks.
PY := .venv/bin/python
UV := bin/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes \
      --no-emit-index-url --no-header
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup run stop format lint unit browser test walk bench audit sbom lock

help: ## list these commands
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

run: ## start the portal on http://localhost:8000 (another port: PORT=8001 make run)
	@bin/setup run
	@$(PY) -m config.run

stop: ## stop the embedded PostgreSQL that tests and manage.py leave running
	@$(PY) -c "from config import embedded; embedded.stop()"

setup:
	@bin/setup dev
	@bin/browser

format: setup ## format Python and templates
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	find templates -name '*.html' -exec .venv/bin/djade {} +

lint: setup ## formatting, rules, types, layers, migrations
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	find templates -name '*.html' -exec .venv/bin/djade --check {} +
	$(PY) -m mypy .
	$(PY) -c "from importlinter.cli import lint_imports_command as lint; lint()"
	$(PY) manage.py makemigrations --check --dry-run

unit: setup ## tests without a browser
	$(PY) -m pytest -n 2 --ignore=tests/browser

browser: setup ## tests in a browser
	$(PY) -m pytest -n 2 tests/browser

test: lint ## everything a change has to pass
	$(PY) -m pytest -n 2

walk: setup ## every page for every role, width and scheme: before an issue is closed
	$(PY) -m pytest -n 2 -m walk tests/browser

bench: setup ## how fast the pages are, beside what this machine can do at all
	$(PY) -m benchmarks

audit: setup ## known vulnerabilities of what is installed; fails when it cannot find out
	$(PY) -m pip_audit --strict --disable-pip --require-hashes --requirement requirements/dev.txt

sbom: setup ## components and licences of what is published, in var/sbom.json
	rm -rf var/published
	$(PY) -m venv --without-pip var/published
	$(PY) -m pip --python var/published install -qq --require-hashes -r requirements/run.txt
	$(PY) -m cyclonedx_py environment var/published --pyproject pyproject.toml \
	    --output-reproducible --output-file var/sbom.json

lock: ## raise the locked versions
	$(UV) --upgrade --output-file requirements/run.txt pyproject.toml
	$(UV) --upgrade --group dev --constraint requirements/run.txt \
	    --output-file requirements/dev.txt pyproject.toml
