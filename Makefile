# Two commands do all set-up on a machine with Python 3.11:  make demo  and  make test
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
RUN    := $(VENV)/.installed-run
DEV    := $(VENV)/.installed-dev
NODE   := node_modules/.installed
PIP    := $(BIN)/pip --disable-pip-version-check --quiet
SOURCES := sdk/python/src server_stub/src contracts/src
export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help demo test quick build bench faults chaos fuzz check lint types serve clean

help: ## Show the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

demo: $(RUN) ## Start the sandbox, carry meals from kitchen to shelter through the SDK, show calls, events and webhooks
	@$(BIN)/python -m demo

serve: $(RUN) ## Start the sandbox on port 8080 and keep it running
	@$(BIN)/vouajudar-stub serve --sandbox --port 8080

test: $(DEV) $(NODE) ## Everything: drift, lint, types, tests, contract checks, workflows
	@$(MAKE) --no-print-directory check
	@$(BIN)/pytest -n 2 --dist loadgroup

quick: $(DEV) ## The fast half of the checks, under two minutes, no Node.js
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/vouajudar-contracts build --check
	@$(BIN)/vouajudar-contracts lint --own-only
	@$(BIN)/pytest -n 2 --dist loadgroup -m "not slow and not node"

bench: $(DEV) $(NODE) ## Measure (ONLY=generation, stub, sdk or webhooks), write tests/bench/RESULTS.md; leave the machine alone meanwhile
	@$(BIN)/python -m tests.bench $(addprefix --only ,$(ONLY))

faults: $(DEV) ## Kill servers at every named point, find out known-bad ones, write tests/faults/RESULTS.md
	@$(BIN)/python -m tests.faults --kills 60 --results tests/faults/RESULTS.md

chaos: $(DEV) ## 10,000 calls of the SDK through a network that breaks, write tests/chaos/RESULTS.md
	@$(BIN)/python -m tests.chaos

fuzz: $(DEV) ## 20,000 made-up calls and sequences over all operations, write tests/fuzz/RESULTS.md
	@$(BIN)/python -m tests.fuzz --cases 20000 --results tests/fuzz/RESULTS.md

check: $(DEV) $(NODE) ## Drift of generated files, the spec's lint, code style, types, names
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/vouajudar-contracts build --check
	@$(BIN)/vouajudar-contracts lint
	@$(BIN)/vouajudar-contracts names
	@$(MAKE) --no-print-directory types

types: $(DEV) $(NODE) ## mypy --strict and pyright strict
	@$(BIN)/mypy $(SOURCES)
	@$(BIN)/node node_modules/pyright/index.js

build: $(DEV) ## Regenerate everything that comes from the spec
	@$(BIN)/vouajudar-contracts build

lint: $(DEV) $(NODE) ## Lint the spec with every ruleset
	@$(BIN)/vouajudar-contracts lint

clean: ## Remove what the commands above installed or built
	rm -rf $(VENV) node_modules .run .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.created:
	@echo "setting up Python in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(RUN): $(VENV)/.created requirements/run.txt sdk/python/pyproject.toml server_stub/pyproject.toml
	@echo "installing the SDK and the sandbox ..."
	@$(PIP) install -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e sdk/python -e server_stub
	@touch $@

$(DEV): $(RUN) requirements/dev.txt contracts/pyproject.toml
	@echo "installing the workbench and the test tools ..."
	@$(PIP) install -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation -e contracts
	@touch $@

$(NODE): $(DEV) package.json package-lock.json
	@echo "installing the Node.js lint tools ..."
	@$(BIN)/npm ci --silent --no-fund --no-audit
	@touch $@
