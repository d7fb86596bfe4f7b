# Two commands do it all on a machine with Python 3.11, make and git: `make demo` and `make test`.
PYTHON ?= python3.11
PORT ?= 8000
BIN := .venv/bin
LOCK_OPTIONS := --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet
# More threads gain LightGBM little on tables this small, and cost it ten times the time where cores are shared.
demo test test-slow pictures: export OMP_NUM_THREADS = 1

.PHONY: help setup setup-dev demo test test-slow lint types contracts check audit format docs pictures lock clean

help:
	@echo "make demo       set up, simulate a history, train, serve the planner page on PORT ($(PORT))"
	@echo "make test       set up, run the tests that are quick"
	@echo "make setup      set up only: a virtual environment in .venv"
	@echo "make test-slow  the tests that are slow"
	@echo "make check      lint, types, import contracts"
	@echo "make audit      look the locked dependencies up among known vulnerabilities"
	@echo "make format     lay out the code"
	@echo "make docs       write docs/features.md again"
	@echo "make pictures   take the pictures of docs/images again (needs Chromium); of a demo that is there: DEMO=FOLDER"
	@echo "make lock       resolve the dependencies again (needs uv)"

.venv/.made:
	$(PYTHON) -m venv .venv
	touch $@

.venv/.run: .venv/.made requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/.dev: .venv/.run requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

setup: .venv/.run

setup-dev: .venv/.dev

demo: setup
	$(BIN)/leadcast demo --home .leadcast/demo --port $(PORT)

test: setup-dev
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow"

test-slow: setup-dev
	$(BIN)/python -m pytest -n 2 --dist worksteal -m slow

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup-dev
	$(BIN)/mypy

contracts: setup-dev
	$(BIN)/lint-imports

check: lint types contracts

audit: setup-dev
	$(BIN)/python .ci/audit.py

format: setup-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: setup
	$(BIN)/python -m features.document docs/features.md

pictures: setup-dev
	$(BIN)/python docs/pictures.py $(if $(DEMO),--home "$(DEMO)")

lock:
	uv pip compile pyproject.toml --extra build $(LOCK_OPTIONS) -o requirements.lock
	uv pip compile pyproject.toml --extra build --extra dev $(LOCK_OPTIONS) -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
