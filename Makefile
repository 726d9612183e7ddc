# make run: the portal on this machine.  make test: every test.  Needs only Python (3.11 or later) and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# One more than there are cores, since many tests wait for a browser or a worker; at most 4.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(min(4, (os.cpu_count() or 1) + 1))')
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input install --only-binary :all: --require-hashes
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header --only-binary :all: pyproject.toml
# Settings for commands that need Django but no server.
OFFLINE := PORTAL_DEMO=1 PORTAL_SECRET_KEY=only-for-checking DATABASE_URL=postgresql://localhost:1/none
# Compiled once and kept (.gitignore), wherever this runs: the tests start hundreds of processes, `make run` four.
export PYTHONDONTWRITEBYTECODE =
.DEFAULT_GOAL := help
.PHONY: help run test lint format messages bench lock clean

help:
	@echo "make run | test | lint | format | messages | bench | lock | clean     (README.md)"

run: $(VENV)/.embedded
	@$(BIN)/python -m portal.run --with-parent

test: $(VENV)/.dev
	@$(OFFLINE) $(BIN)/python -m portal.prepare messages
	@$(BIN)/python -m tests.chromium
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(OFFLINE) $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(OFFLINE) $(BIN)/python manage.py check

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: $(VENV)/.dev
	@$(OFFLINE) $(BIN)/python manage.py extract_messages

bench: $(VENV)/.dev
	@$(OFFLINE) $(BIN)/python -m portal.prepare messages
	@$(BIN)/python -m bench $(ARGS)

# Newest versions of everything: make lock ARGS=--upgrade
lock: $(VENV)/.dev
	$(LOCK) --extra embedded --extra dev --output-file requirements/dev.txt $(ARGS)
	$(LOCK) --extra embedded --constraint requirements/dev.txt --output-file requirements/embedded.txt
	$(LOCK) --constraint requirements/dev.txt --output-file requirements/base.txt

# Keeps var/: it holds data.
clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache bench/results test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find locale -name '*.mo' -delete

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; set PYTHON=")'
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

# Only wheels, only those of the lock, again only when the lock changed.
$(VENV)/.embedded: $(VENV)/.made requirements/embedded.txt
	@echo "Installing what requirements/embedded.txt locks …"
	@$(PIP) -r requirements/embedded.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.made requirements/dev.txt
	@echo "Installing what requirements/dev.txt locks …"
	@$(PIP) -r requirements/dev.txt
	@touch $@ $(VENV)/.embedded
