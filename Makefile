# Two commands for a fresh machine: `make demo` and `make test`. Each installs what it needs, once.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Twice as many as there are processors: half of the tests wait, until it is sure that something hangs.
JOBS ?= $(shell expr 2 \* `nproc 2>/dev/null || echo 2`)

.PHONY: demo test content soak sandbox clean

demo: $(READY) sandbox
	$(BIN)/python -m tests.classes.build out/class
	$(BIN)/grader grade out/class --out out/demo

test: $(READY) sandbox
	$(BIN)/python -m pytest -n $(JOBS) --maxschedchunk 1

# Every answer of every topic, three times each; `make test` has a short form of it.
content: $(READY) sandbox
	$(BIN)/grader check-topic --no-mutants

soak: $(READY) sandbox
	$(BIN)/python -m benchmarks.soak

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Racecourse needs Python 3.11 or newer: name one as in make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $(READY)

# Student code of others is graded in a sandbox; without the right to install it, `grader` says what is missing.
sandbox:
	@command -v bwrap >/dev/null || [ "$$(uname)" != Linux ] || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null \
	  || { apt-get update -qq && apt-get install -y -qq bubblewrap >/dev/null; }

clean:
	rm -rf $(VENV) out build dist .mypy_cache .ruff_cache .pytest_cache
