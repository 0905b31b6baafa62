# `make` sets everything up and runs the main job; `make test` runs all tests. Needs Python 3.11 or newer, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: all test test-all lint check bench fmt lock clean browser

all: $(STAMP)
	$(BIN)/sojourn build

$(STAMP): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

test: $(STAMP) browser
	$(BIN)/sojourn build
	$(BIN)/python -m pytest -n auto -m "not slow"

# Everything, with the long comparisons of engines and the long random runs.
test-all: $(STAMP) browser
	$(BIN)/sojourn build
	SOJOURN_ROUNDS=2000 $(BIN)/python -m pytest -n auto

# Chromium comes from Debian's packages where they can be installed; without it the browser tests are skipped and say so.
browser:
	@command -v chromium >/dev/null 2>&1 || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && \
	  apt-get update -qq >/dev/null 2>&1 && apt-get install -y -qq chromium >/dev/null 2>&1; } || \
	  echo "Chromium is not installed and cannot be installed here: browser tests will be skipped"

lint: $(STAMP)
	$(BIN)/ruff check tools tests
	$(BIN)/ruff format --check tools tests
	$(BIN)/mypy
	$(BIN)/mypy tests

check: $(STAMP)
	$(BIN)/sojourn check

bench: $(STAMP)
	@for bench in tests/bench/bench_*.py; do echo "== $$bench"; $(BIN)/python $$bench; done

fmt: $(STAMP)
	$(BIN)/sojourn fmt
	$(BIN)/ruff format tools tests

lock: $(STAMP)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev \
	  pyproject.toml --output-file requirements.lock

clean:
	rm -rf build $(VENV)
