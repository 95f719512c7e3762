# Syncline. `make` alone tells what there is.
VENV    := .venv
PYTHON  ?= python3
BIN     := $(VENV)/bin
READY   := $(VENV)/.ready
SECONDS ?= 600
DOCUMENTS ?= 2000
KILLS   ?= 20
WORKERS ?= 3
export PREFECT_SERVER_ANALYTICS_ENABLED = false
export DO_NOT_TRACK = 1
unexport PYTHONDONTWRITEBYTECODE  # tests start a hundred processes; each would compile all of it
# Tests write a thousand small databases; a disk in memory is not waited for, where there is one.
SCRATCH := $(shell test -w /dev/shm && df -Pk /dev/shm | awk 'NR == 2 && $$4 > 2000000 {print $$6}')
test check: export TMPDIR := $(or $(TMPDIR),$(SCRATCH),/tmp)

.DEFAULT_GOAL := help
.PHONY: help setup demo play test lint check soak mutants bench format clean

help: ## tell what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Syncline needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 setup" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(READY)

setup: $(READY) ## create the environment in .venv

demo: $(READY) ## run the whole story on the sandbox, offline
	@$(BIN)/syncline demo

play: $(READY) ## the same, and leave boards and the Prefect UI up
	@$(BIN)/syncline demo --keep

test: $(READY) ## all tests; one of three workers mostly waits for Prefect
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

lint: $(READY) ## form, lint, types and import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# What needs no server and no tool: the domain, what is written, and the engine's main road.
QUICK := $(addprefix tests/,domain config words rules conformance docs catalogue mutants \
	$(addprefix engine/test_,rounds.py runs.py traces.py))

check: lint ## all of lint, and the quick tests, under two minutes
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -q -m 'not slow and not e2e' $(QUICK)

soak: $(READY) ## DOCUMENTS=2000, random schedules for SECONDS=600, a month of alerts, KILLS=20 in Prefect
	$(BIN)/python -m tests.soak --seconds $(SECONDS) --workers $(WORKERS) --documents $(DOCUMENTS)
	$(BIN)/python -m tests.delivery
	$(BIN)/python -m tests.e2e.kills --count $(KILLS)

mutants: $(READY) ## break each rule on purpose; every one must be noticed
	$(BIN)/python -m tests.mutants --workers $(WORKERS)

bench: $(READY) ## measure requests, time and memory on the sandbox
	$(BIN)/python -m tests.bench

format: $(READY) ## put the code in its one form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## remove what runs and builds leave
	find . -name __pycache__ -prune -exec rm -rf {} +
	rm -rf $(VENV) .syncline .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build
