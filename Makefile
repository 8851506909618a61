# Each target works as the first command typed on a fresh machine that has Python 3.11 or newer.
PYTHON ?= python3
BIN := .venv/bin
unexport PYTHONDONTWRITEBYTECODE # tests start Python often

.PHONY: setup demo test test-long test-cdk check coverage lint format wheel release pythons image bench docs screenshots data journeys lock clean

setup: .venv/installed

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Rolecast needs Python 3.11 or newer: make PYTHON=...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src
	@touch $@

# Only what running needs: a small environment of its own, and the source as it is. The interpreter's pip fills it, for a
# pip in it would take longer than the rest; where there is none, as on Debian, it gets one.
.demo/installed: INSTALL := install --quiet --disable-pip-version-check --require-hashes -r requirements-run.lock
.demo/installed: requirements-run.lock
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Rolecast needs Python 3.11 or newer: make PYTHON=...")'
	@$(PYTHON) -m venv --without-pip .demo
	@$(PYTHON) -m pip --python .demo/bin/python $(INSTALL) 2>/dev/null || \
		{ $(PYTHON) -m venv .demo && .demo/bin/python -m pip $(INSTALL); }
	@touch $@

demo: .demo/installed
	@PYTHONPATH=$(CURDIR)/src sh examples/demo.sh $(CURDIR)/.demo/bin/python -m rolecast

# Generated cases are few here; `make test-long` tries many. Names the tests that took longest.
test: setup
	$(BIN)/python -m pytest -n 2 --dist worksteal --durations 15 --durations-min 5

# All of the generated cases, every call of a deployment, and the tests that are marked long: takes hours.
test-long: setup
	ROLECAST_EXAMPLES=2000 $(BIN)/python -m pytest -n 2 --dist worksteal

# The AWS CDK itself synthesises the constructs, in Python and, where npm is found, in TypeScript. Puts it under build/cdk.
test-cdk: setup build/cdk/installed
	ROLECAST_CDK=build/cdk $(BIN)/python -m pytest -q tests/rendering/test_cdk_synth.py

build/cdk/installed:
	$(PYTHON) -m venv build/cdk
	build/cdk/bin/python -m pip install --quiet --disable-pip-version-check aws-cdk-lib==2.275.0 constructs==10.8.1
	if command -v npm >/dev/null; then \
		npm install --silent --no-save --no-audit --no-fund --prefix build/cdk aws-cdk-lib@2.275.0 constructs@10.8.1 typescript@5.9.3; \
	fi
	@touch $@

# Lint and quick tests, none of which needs another program: what to run before each commit, in a minute.
check: lint
	$(BIN)/python -m pytest -q -n 2 -m "not (browser or moto or terraform or generated or long)" tests/iam/test_documents.py tests/iam/test_grammar.py tests/iam/test_cases.py tests/reading tests/rolefile tests/composition/test_compose.py tests/cli/test_build.py tests/cli/test_main.py

# The tests with the lines of src that they run; processes that they start are measured too, which imports more in them.
coverage: setup
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov rolecast --cov-report term:skip-covered \
		--deselect tests/cli/test_main.py::test_heavy_modules_are_not_imported

format: setup
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

wheel: setup
	$(BIN)/python -m hatchling build

# Builds a release and tries it in empty environments; publishes nothing. `make release TAG=v1.2.3` holds it against a tag.
release: setup
	$(BIN)/python -m tools.release $(if $(TAG),--tag $(TAG))

# The same, and the main job and the quick tests under each supported Python that is installed.
pythons: setup
	$(BIN)/python -m tools.release --pythons

# Builds the container, and lets it do the main job and serve the page.
image:
	docker build --quiet --tag rolecast .
	docker run --rm --entrypoint python rolecast -c 'import os; assert os.getuid() != 0'
	docker run --rm rolecast new | docker run --rm --interactive rolecast build - -f cloudformation | grep -q AWS::IAM::Role
	docker run --rm --entrypoint timeout rolecast 10 rolecast serve --no-open | grep -q http://127.0.0.1

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

# Records anew what the SageMaker Python SDK and boto3 call; installs the SDK under build.
journeys: setup
	$(BIN)/python -m tools.journeys

lock:
	uv pip compile --quiet --universal --generate-hashes --no-header --all-extras --group dev pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-header --constraint requirements.lock pyproject.toml -o requirements-run.lock
	uv pip compile --quiet --universal --generate-hashes --no-header --constraint requirements.lock --extra web --extra aws pyproject.toml -o requirements-web.lock

clean:
	rm -rf .venv .demo build dist site
