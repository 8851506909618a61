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

# A small environment with only the run-time dependencies; the source is not installed. Uses the interpreter's pip, because
# installing pip would take longer than the rest; if there is none, as on Debian, installs it.
.demo/installed: INSTALL := install --quiet --disable-pip-version-check --require-hashes -r requirements-run.lock
.demo/installed: requirements-run.lock
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Rolecast needs Python 3.11 or newer: make PYTHON=...")'
	@$(PYTHON) -m venv --without-pip .demo
	@$(PYTHON) -m pip --python .demo/bin/python $(INSTALL) 2>/dev/null || \
		{ $(PYTHON) -m venv .demo && .demo/bin/python -m pip $(INSTALL); }
	@touch $@

demo: .demo/installed
	@PYTHONPATH=$(CURDIR)/src sh examples/demo.sh $(CURDIR)/.demo/bin/python -m rolecast

# With few generated cases; `make test-long` tries many. Lists the slowest tests.
test: setup
	$(BIN)/python -m pytest -n 2 --dist worksteal --durations 15 --durations-min 5

# All of the generated cases, every call of a deployment, and the tests that are marked long: takes hours.
test-long: setup
	ROLECAST_EXAMPLES=2000 $(BIN)/python -m pytest -n 2 --dist worksteal

# Synthesizes the constructs with the AWS CDK, in Python and, if npm is installed, in TypeScript. Installs it in build/cdk.
test-cdk: setup build/cdk/installed
	ROLECAST_CDK=build/cdk $(BIN)/python -m pytest -q tests/rendering/test_cdk_synth.py

build/cdk/installed:
	$(PYTHON) -m venv build/cdk
	build/cdk/bin/python -m pip install --quiet --disable-pip-version-check aws-cdk-lib==2.275.0 constructs==10.8.1
	if command -v npm >/dev/null; then \
		npm install --silent --no-save --no-audit --no-fund --prefix build/cdk aws-cdk-lib@2.275.0 constructs@10.8.1 typescript@5.9.3; \
	fi
	@touch $@

# Lint, and quick tests that need no other program. Run it before each commit; it takes a minute.
check: lint
	$(BIN)/python -m pytest -q -n 2 -m "not (browser or moto or terraform or generated or long)" tests/iam/test_documents.py tests/iam/test_grammar.py tests/iam/test_cases.py tests/reading tests/rolefile tests/composition/test_compose.py tests/cli/test_build.py tests/cli/test_main.py

# Measures the lines of src that the tests cover, in their subprocesses too. That imports modules into these, so one test
# is deselected.
coverage: setup
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov rolecast --cov-report term:skip-covered \
		--deselect tests/cli/test_main.py::test_heavy_modules_are_not_imported

format: setup
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

wheel: setup
	$(BIN)/python -m hatchling build

# Builds a release and tests it in empty environments; publishes nothing. `make release TAG=v1.2.3` compares it with a tag.
release: setup
	$(BIN)/python -m tools.release $(if $(TAG),--tag $(TAG))

# The same, also with each supported Python that is installed, and the quick tests with each.
pythons: setup
	$(BIN)/python -m tools.release --pythons

# Builds the container, and tests that it builds roles and serves the page.
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

# Updates the screenshots in the docs; needs Chromium.
screenshots: setup
	ROLECAST_SCREENSHOTS=docs/_static/web $(BIN)/python -m pytest -q tests/web/test_screenshots.py

# Generates the AWS data that the package ships; needs npm.
data: setup
	$(BIN)/python -m tools.extracts

# Records again which calls the SageMaker Python SDK and boto3 make; installs the SDK under build.
journeys: setup
	$(BIN)/python -m tools.journeys

lock:
	uv pip compile --quiet --universal --generate-hashes --no-header --all-extras --group dev pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-header --constraint requirements.lock pyproject.toml -o requirements-run.lock
	uv pip compile --quiet --universal --generate-hashes --no-header --constraint requirements.lock --extra web --extra aws pyproject.toml -o requirements-web.lock

clean:
	rm -rf .venv .demo build dist site
