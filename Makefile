# `make` sets everything up and opens the app; `make test` sets everything up and runs all checks and tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: chat test check format docs pictures clean

chat: $(READY)
	@$(BIN)/etaoin

test: check
	$(BIN)/python -m pytest -n auto --maxprocesses 4

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "etaoin needs Python 3.11 or newer; '$(PYTHON)' is older. Try: make PYTHON=python3.12"; exit 1; }
	@echo "Setting up $(VENV) (once, about two minutes) ..."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(READY)

docs: $(READY)
	$(BIN)/python -m agent.language.reference
	$(BIN)/python -m agent.walkthrough

pictures: $(READY)
	$(BIN)/python -m tui.pictures docs/pictures

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
