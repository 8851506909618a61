# Each target works as the first command typed on a fresh machine that has Python 3.11 or newer.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup demo test lint bench docs screenshots data lock clean

setup: .venv/installed

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Rolecast needs Python 3.11 or newer: make PYTHON=...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src
	@touch $@

# Only what running needs: a small environment of its own, and the source as it is.
.demo/installed: requirements-run.lock
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Rolecast needs Python 3.11 or newer: make PYTHON=...")'
	$(PYTHON) -m venv .demo
	.demo/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-run.lock
	@touch $@

demo: .demo/installed
	@PYTHONPATH=$(CURDIR)/src sh examples/demo.sh $(CURDIR)/.demo/bin/python -m rolecast

test: setup
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: setup
	$(BIN)/python -m bench

docs: setup
	$(BIN)/python -m tools.reference
	$(BIN)/sphinx-build -W --keep-going -q docs site

# Takes the pictures in the docs anew; needs Chromium.
screenshots: setup
	ROLECAST_SCREENSHOTS=docs/_static/web $(BIN)/python -m pytest -q tests/web/test_screenshots.py

# Remakes the AWS data that the package ships; needs npm.
data: setup
	$(BIN)/python -m tools.extracts

lock:
	uv pip compile --quiet --universal --generate-hashes --no-header --all-extras --group dev pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-header --constraint requirements.lock pyproject.toml -o requirements-run.lock

clean:
	rm -rf .venv .demo build dist site
