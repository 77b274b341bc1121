# The verbs of the house. Needs python3 (3.11 or later) with venv, make and git; nothing else.
.DEFAULT_GOAL := test
SHELL := /bin/sh
.DELETE_ON_ERROR:

PYTHON ?= python3
# 1: `make run` may stay and serve; 0: it only prints.
SERVE ?= 1
# 1: a test lane whose need is missing fails instead of being skipped.
REQUIRE_ALL ?= 0
# 1: `make lock` takes the latest versions within the ranges.
UPGRADE ?= 0
# The interpreter of an environment of its own that has svy: `make bench` measures estimates beside it, too.
SVY ?=
export SERVE REQUIRE_ALL

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
CORE := $(VENV)/.core-is-ready
DEVELOPMENT := $(VENV)/.development-is-ready
# Spark, half a gigabyte, only where there is Java to run it in; elsewhere its lane says that it is left out.
SPARK := $(if $(shell command -v java),$(VENV)/.spark-is-ready)
CATALOGUE_SOURCE := src/chiso/locale/vi/LC_MESSAGES/chiso.po
CATALOGUE := $(CATALOGUE_SOURCE:.po=.mo)
# Two processes; which tests stay together and begin first says tests/grouping.py.
TWO := -n 2 --dist loadgroup --no-loadscope-reorder
TYPED := src scripts hatch_build.py $(wildcard benchmarks/*.py)

.PHONY: run test lint types imports bench soak messages lock format schemas clean

run: $(CORE) $(CATALOGUE)
	@$(BIN)/python scripts/first_light.py

test: lint types imports $(CATALOGUE) $(SPARK)
	@$(BIN)/python -m pytest -W error $(TWO)
	@$(BIN)/python -m pytest -W error $(TWO) --ds tests.office.postgresql -m "not soak and not slow" tests/office

lint: $(DEVELOPMENT)
	@$(BIN)/ruff format --quiet --check . || { echo "Some files are not formatted: make format"; exit 1; }
	@$(BIN)/ruff check --quiet .

types: $(DEVELOPMENT)
	@$(BIN)/mypy --no-error-summary $(TYPED)

imports: $(DEVELOPMENT)
	@found=$$($(BIN)/lint-imports --no-logo 2>&1) || { echo "$$found"; exit 1; }

bench: $(DEVELOPMENT) $(CATALOGUE) $(SPARK)
	@$(BIN)/python -m benchmarks.run
	@$(BIN)/python -m benchmarks.portal
	@$(BIN)/python -m benchmarks.importing
	@$(BIN)/python -m benchmarks.drafting
	@$(BIN)/python -m benchmarks.office
	@$(BIN)/python -m benchmarks.campaigns
	@$(BIN)/python -m benchmarks.record
	@$(BIN)/python -m benchmarks.tasks
	@$(BIN)/python -m benchmarks.survey
	@$(BIN)/python -m benchmarks.survey 10000000
	@$(BIN)/python -m benchmarks.survey_peers $(if $(SVY),--svy $(SVY))
	@$(BIN)/python -m benchmarks.survey_models
	@$(BIN)/python -m benchmarks.survey_spark
	@$(BIN)/python -m benchmarks.replicates
	@$(BIN)/python -m benchmarks.robustness
	@$(BIN)/python -m benchmarks.rank_sets
	@$(BIN)/python -m benchmarks.plans
	@$(BIN)/python -m benchmarks.inspections
	@$(BIN)/python -m benchmarks.inspections_phone

soak: $(DEVELOPMENT) $(CATALOGUE)
	@$(BIN)/python -m pytest -W error -n 2 -m soak --hypothesis-profile=soak
	@$(BIN)/python -m pytest -W error -n 2 -m soak --ds tests.office.postgresql tests/office

messages: $(DEVELOPMENT)
	@$(BIN)/python scripts/messages.py
	@$(BIN)/python hatch_build.py

lock:
	@PYTHON="$(PYTHON)" UPGRADE="$(UPGRADE)" scripts/lock_requirements.sh

format: $(DEVELOPMENT)
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

schemas: $(CORE)
	@$(BIN)/python scripts/write_schemas.py

clean:
	@rm -rf $(VENV) build dist out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@rm -f $(CATALOGUE)
	@find src tests scripts benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(CATALOGUE): $(CATALOGUE_SOURCE) hatch_build.py | $(CORE)
	@$(BIN)/python hatch_build.py

# The core, what the doors need, and what builds them: enough to run.
$(CORE): requirements/core.txt requirements/portal.txt requirements/office.txt requirements/statistics.txt requirements/build.txt pyproject.toml hatch_build.py src/chiso/version.py
	@scripts/make_environment.sh "$(PYTHON)" $(VENV)
	@$(PIP) install --require-hashes -r requirements/portal.txt -r requirements/office.txt -r requirements/statistics.txt -r requirements/build.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEVELOPMENT): $(CORE) requirements/development.txt
	@$(PIP) install --require-hashes -r requirements/development.txt
	@touch $@

$(VENV)/.spark-is-ready: $(DEVELOPMENT) requirements/spark.txt
	@$(PIP) install --require-hashes -r requirements/spark.txt
	@touch $@
