# `make help` lists what there is. Needed beforehand: Python 3.11 or newer, nothing else.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

VENV ?= .venv
BIN := $(VENV)/bin
# The oldest Python that serves comes first: the locks are made for it.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	$$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

HISTORIES ?= 100000
SAMPLE ?= guanxi-sample
DEMO ?= guanxi-demo

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---- installing ----

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Guanxi needs Python 3.11 or newer with its venv module (on Debian: apt-get install python3-venv)."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) cannot make a virtual environment (on Debian: apt-get install python3-venv)."; exit 1; }

# First what the lock names, each file checked against its hash; then Guanxi itself, built with the locked setuptools.
$(VENV)/.core: $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing Guanxi into $(VENV) ..."
	@$(PIP) install --require-hashes -r constraints.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.core constraints-dev.txt
	@echo "Installing what tests and checks need ..."
	@$(PIP) install --require-hashes -r constraints-dev.txt
	@touch $@

$(VENV)/.spark: $(VENV)/.dev constraints-spark.txt
	@echo "Installing PySpark (435 MB) ..."
	@$(PIP) install --require-hashes -r constraints-spark.txt
	@touch $@

.PHONY: install
install: $(VENV)/.dev ## everything for working on Guanxi, into .venv

.PHONY: install-spark
install-spark: $(VENV)/.spark ## PySpark as well, for the Spark engine (needs Java 17 or newer)

# ---- using ----

.PHONY: demo
demo: $(VENV)/.core ## a server with a sample world at http://127.0.0.1:8000; one click to sign in, Ctrl-C ends it
	@$(BIN)/guanxi demo --data $(DEMO)

.PHONY: sample
sample: $(VENV)/.core ## a sample ledger with a story in it, judged; prints the path of the report
	@$(BIN)/guanxi sample --data $(SAMPLE)

# ---- checking ----

.PHONY: test
test: $(VENV)/.dev ## what CI runs: checks, then all tests; fetches a browser and finds PostgreSQL and Java if it can
	@$(MAKE) --no-print-directory check
	@$(BIN)/python scripts/run_tests.py

.PHONY: check
check: $(VENV)/.dev ## format, lint, types and floors, in seconds
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: format
format: $(VENV)/.dev ## put all Python files into form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: pages
pages: $(VENV)/.dev ## run what README and tutorial show of a shell, and write what comes out into them
	$(BIN)/python scripts/run_pages.py

.PHONY: messages
messages: $(VENV)/.dev ## bring the Chinese catalogue up to date and compile it; prints what is still to be translated
	$(BIN)/python scripts/messages.py

.PHONY: prove
prove: $(VENV)/.dev ## all tests with the numbers of docs/proof.md, the application on both databases; an hour and more
	GUANXI_HISTORIES=$(HISTORIES) $(BIN)/python scripts/run_tests.py --prove

.PHONY: bench
bench: $(VENV)/.dev ## the benchmarks of docs/benchmarks.md
	$(BIN)/python -m benchmarks

# ---- keeping house ----

LOCKING := env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL -u PIP_CONSTRAINT PIP_CONFIG_FILE=/dev/null $(BIN)/pip-compile \
	--quiet --no-config --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options $(if $(UPGRADE),--upgrade)

.PHONY: lock
lock: $(VENV)/.dev ## renew the locks after a change of pyproject.toml; UPGRADE=1 takes the newest versions
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
		|| { echo "Make the locks with Python 3.11, the oldest that Guanxi runs on: make clean lock PYTHON=python3.11"; exit 1; }
	$(LOCKING) --build-deps-for editable --output-file constraints.txt pyproject.toml
	$(LOCKING) --constraint constraints.txt --extra dev --output-file constraints-dev.txt pyproject.toml
	$(LOCKING) --constraint constraints.txt --constraint constraints-dev.txt --extra spark --output-file constraints-spark.txt pyproject.toml
	@for lock in constraints.txt constraints-dev.txt constraints-spark.txt; do \
		{ echo "# Made by make lock for Python 3.11 to 3.13; not edited by hand."; grep -v '^#' $$lock; } > $$lock.new; \
		mv $$lock.new $$lock; done

.PHONY: clean
clean: ## remove what was installed, built and generated
	rm -rf $(VENV) build dist src/*.egg-info guanxi-sample guanxi-demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
