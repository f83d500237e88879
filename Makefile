# The environment is .venv in this checkout; it is made on first use and renewed when a lock file changes.
# make PYTHON=/path/to/python3.12 picks the interpreter; make chat ARGS="--port 8000" passes options on.

SHELL := /bin/sh
PY := .venv/bin/python
PYTHONS := $(or $(PYTHON),python3.11 python3.12 python3.13 python3)
FITS := import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
COMPILE := $(PY) -m uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock"

# The page shows the samples until there is a library of one's own, or one is named.
OWN_LIBRARY = $(wildcard library)$(findstring --library,$(ARGS))$(LITASSIST_LIBRARY)$(shell grep -s ^LITASSIST_LIBRARY= .env)

.DEFAULT_GOAL := help
.PHONY: help env env-dev chat test lint format check ci lock hooks clean

help:  ## show these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(firstword $(MAKEFILE_LIST)) | expand -t 10

env: .venv/.runtime  ## make the environment for running it
env-dev: .venv/.dev  ## make the environment for working on it

chat: .venv/.runtime  ## open the chat page: on ./library, or on the samples until that exists
	@exec $(PY) app.py $(if $(strip $(OWN_LIBRARY)),,--demo) $(ARGS)

test: .venv/.dev  ## run the fast tests
	@$(PY) -m pytest $(ARGS)

lint: .venv/.dev  ## ruff and mypy
	@$(PY) -m ruff check --quiet
	@$(PY) -m ruff format --check --quiet || { echo "some files are not formatted: make format"; exit 1; }
	@$(PY) -m mypy --no-error-summary

format: .venv/.dev  ## format the code and mend what ruff can mend
	@$(PY) -m ruff format --quiet
	@$(PY) -m ruff check --fix --quiet

check: lint test  ## all that must pass before a commit

ci:  ## what the build server runs: everything, slow tests included
	@.ci/run

lock: .venv/.dev  ## compile the lock files again; ARGS=--upgrade for the newest versions
	@$(COMPILE) --output-file requirements.lock $(ARGS)
	@$(COMPILE) --group dev --constraints requirements.lock --output-file requirements-dev.lock $(ARGS)
	@$(COMPILE) --group train --constraints requirements.lock --output-file requirements-train.lock $(ARGS)

hooks: .venv/.dev  ## run the checks of make lint before each commit
	@$(PY) -m pre_commit install

clean:  ## remove the environment and all caches; libraries stay
	@rm -rf .venv build .mypy_cache .pytest_cache .ruff_cache *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@for python in $(PYTHONS); do \
		if "$$python" -c '$(FITS)' >/dev/null 2>&1; then exec "$$python" -m venv --clear .venv; fi; \
	done; \
	echo "Needs Python 3.11, 3.12 or 3.13 with venv and pip; tried: $(PYTHONS). Name one: make PYTHON=/path/to/python" >&2; \
	exit 1

.venv/.runtime: requirements.lock | .venv/bin/python
	$(call install,$<)
	@touch $@

# The lock for development holds the other one's packages in the same versions.
.venv/.dev: requirements-dev.lock | .venv/bin/python
	$(call install,$<)
	@touch .venv/.runtime $@

define install
	@echo "Installing the packages of $(1) into .venv; the first time this takes some minutes."
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-input --root-user-action=ignore \
		--no-deps --require-hashes --requirement $(1)
endef
