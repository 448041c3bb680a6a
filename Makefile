# lianqing: `make` lists what there is to do.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
DATA ?= data

##@ For everybody

.PHONY: run
run: setup ## Set everything up and start the whole system with sample units
	@$(BIN)/lianqing up --data $(DATA) --demo

.PHONY: test
test: setup ## Set everything up and run all tests
	@$(BIN)/python -m pytest -n logical --maxprocesses 8 --dist loadfile --no-loadscope-reorder

.PHONY: setup
setup: ## Create .venv from the lock, bring nats-server, fonts and browser
	@PYTHON="$(PYTHON)" sh scripts/setup.sh

##@ For those who change it

.PHONY: check
check: setup ## Format, lint, types, imports, dependencies, architecture (under a minute)
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports --cache-dir .import_linter_cache
	@$(BIN)/python scripts/check_dependencies.py
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/architecture tests/contract/test_schemas.py

.PHONY: format
format: setup ## Format the code and sort imports
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix --select I .

.PHONY: generate
generate: setup ## Write schemas, AsyncAPI and reference pages anew from the tables
	@$(BIN)/python scripts/generate.py

.PHONY: docs
docs: generate ## Same as generate; the pages are plain Markdown under docs/

.PHONY: bench
bench: setup ## Measure the pipeline against a bare script doing the same work
	@$(BIN)/lianqing bench pipeline --reports $(or $(REPORTS),20000)

.PHONY: faults
faults: setup ## Kill processes at random while reports flow; SEEDS="4 5 6" for others
	@$(if $(SEEDS),LIANQING_FAULT_SEEDS="$(SEEDS)") $(BIN)/python -m pytest tests/faults

.PHONY: clean
clean: ## Remove the environment and caches (data folders are left alone)
	@rm -rf .venv .lianqing .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.PHONY: help
help: ## List these targets
	@awk 'BEGIN {FS = ":.*## "} \
	  /^##@ / {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile
