# Two commands are enough: `make demo` shows the product, `make test` checks it.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
PORT ?= 8000
export PORT
# Without its bytecode each start compiles 600 modules anew: two seconds, and the tests start Stepwise a hundred times.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check drill bench screenshots lock clean

help:
	@echo "make demo    a running site with an embedded database and a small world (PORT=8000)"
	@echo "make test    format, lint, types, imports, tests"
	@echo "make check   the same without the tests"
	@echo "make drill   the long drills: kill things for hours and print what was lost (F=F-4 runs one of them)"
	@echo "make bench   what daily requests, a roster and a sweep cost at 100,000, as ratios of one run (BENCH=--help)"
	@echo "make screenshots    the pictures of the README, taken anew"
	@echo "make lock    write the locked requirements anew from pyproject.toml"

# A stamp says which locked file the environment was made from, so that a second start installs nothing.
$(VENV)/.installed: requirements.txt pyproject.toml
	@test -x $(RUN)/python || $(PYTHON) -m venv $(VENV)
	@$(RUN)/python -c "import sys; sys.exit('Stepwise needs Python 3.11 or newer: make PYTHON=python3.11' if sys.version_info < (3, 11) else 0)"
	@echo "Installing what Stepwise needs, each package checked against its hash ..." >&2
	$(RUN)/python -m pip install --quiet --require-hashes --requirement requirements.txt
	$(RUN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing what the tests need ..." >&2
	$(RUN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.txt
	@touch $@

demo: $(VENV)/.installed
	@exec $(RUN)/python -m workflows demo --parent $$PPID

check: $(VENV)/.installed-dev
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy
	$(RUN)/lint-imports

# Each process has a database, a demo and a browser of its own. What kills things runs alone: there, time is looked at.
test: check
	@$(RUN)/python -m tests.chromium
	$(RUN)/python -m pytest -m "not drill" --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
	$(RUN)/python -m pytest -m drill

# `make test` runs the same drills, short. Each prints a line of figures; `make drill F=F-4` runs one with its control.
drill: $(VENV)/.installed-dev
	DRILL_F=$(F) DRILL_LONG=1 $(RUN)/python -m pytest -m drill --capture=no tests/drills

$(VENV)/.installed-bench: requirements-bench.txt $(VENV)/.installed-dev
	@echo "Installing what the benchmark compares with ..." >&2
	$(RUN)/python -m pip install --quiet --require-hashes --requirement requirements-bench.txt
	@touch $@

# Only the ratios of one run mean anything. BENCH="--seed 3 --cases 20000" passes options on.
bench: $(VENV)/.installed-bench
	@$(RUN)/python -m bench $(BENCH)

# The table of the pictures is tests/screenshots/readme.toml.
screenshots: $(VENV)/.installed-dev
	@$(RUN)/python -m tests.chromium
	@$(RUN)/python -m tests.screenshots

# The files name no package index, so that each machine uses its own.
LOCK := $(RUN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --extra embedded --extra build

lock: $(VENV)/.installed-dev
	$(LOCK) --output-file requirements.txt
	$(LOCK) --extra dev --output-file requirements-dev.txt
	$(LOCK) --extra bench --constraint requirements.txt --output-file requirements-bench.txt

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
