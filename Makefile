# `make` sets everything up and runs the main job; `make test` runs all tests. Needs Python 3.11 or 3.12, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: all test test-long test-all test-offline lint check conformance bench fuzz mutants coverage fmt lock sbom clean browser spark pictures

all: $(STAMP)
	$(BIN)/sojourn build

$(STAMP): requirements.lock pyproject.toml
	@test -x $(BIN)/python || { echo "Making the Python environment $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@$(BIN)/python tools/install.py
	@touch $(STAMP)

# Neighbouring tests go to one worker, so that what they share is made once.
PYTEST := $(BIN)/python -m pytest -n auto --dist worksteal

# Every test that is not marked slow, with a sample of each stream of random rules, histories and files.
test: $(STAMP) browser spark
	$(BIN)/sojourn build
	$(PYTEST) -m "not slow"

# The slow tests, too, and streams that are three times as long: before a release, and after changes to the rules.
test-long: $(STAMP) browser spark
	$(BIN)/sojourn build
	SOJOURN_ROUNDS=x3 $(PYTEST)

# Everything, with the long comparisons of engines and the long random runs.
test-all: $(STAMP) browser spark
	$(BIN)/sojourn build
	SOJOURN_ROUNDS=2000 $(PYTEST)

# Chromium, nginx and Apache come from Debian's packages where they can be installed (without starting any service); tests that
# need one that is missing are skipped and say so.
browser:
	@PATH="$$PATH:/usr/sbin"; missing=""; \
	for pair in chromium:chromium nginx:nginx-light apache2:apache2-bin; do \
	  command -v "$${pair%%:*}" >/dev/null 2>&1 || missing="$$missing $${pair##*:}"; done; \
	test -z "$$missing" || echo "Looking for Debian's packages of:$$missing"; \
	test -z "$$missing" || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && apt-get update -qq >/dev/null 2>&1 && \
	  RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null 2>&1; } || \
	  echo "Not installed, and cannot be installed here:$$missing. Tests that need them will be skipped"

# Apache Spark for the tests of that engine (450 MB), and Java 17 or later for it from Debian's packages: where one of them cannot
# be installed, those tests are skipped and say so.
spark: $(STAMP)
	@command -v java >/dev/null 2>&1 || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && apt-get update -qq >/dev/null 2>&1 && \
	  DEBIAN_FRONTEND=noninteractive timeout 240 apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null 2>&1; } || \
	  echo "Java is not installed, and cannot be installed here. Tests of Spark will be skipped"
	@command -v java >/dev/null 2>&1 || exit 0; \
	  $(BIN)/python -c "import pyspark" 2>/dev/null || timeout 300 $(BIN)/python tools/install.py requirements-spark.lock || \
	  echo "Spark cannot be installed here. Its tests will be skipped"

# The pictures of the README, from the built website.
PICTURE := $(shell command -v chromium || command -v google-chrome) --headless --no-sandbox --hide-scrollbars --window-size=1100,760 \
  --virtual-time-budget=5000
pictures:
	$(PICTURE) --screenshot=site/pictures/definition.png file://$(CURDIR)/build/site/definition/nzl-obm-arrival.html
	$(PICTURE) --screenshot=site/pictures/comparison.png "file://$(CURDIR)/build/site/compare.html#nzl-obm-arrival,aus-nom-arrival"

lint: $(STAMP)
	$(BIN)/ruff check tools tests
	$(BIN)/ruff format --check tools tests
	$(BIN)/mypy
	$(BIN)/mypy tests

check: $(STAMP)
	$(BIN)/sojourn check

# The published suites (SKOS, SPARQL protocol, reconciliation, ...), each with its score.
conformance: $(STAMP)
	@(cd tests/conformance/mcp && npm ci --no-audit --no-fund --silent) || echo "The MCP suite cannot be fetched (npm); it is left out"
	$(BIN)/python -m pytest tests/conformance

bench: $(STAMP)
	@for bench in tests/bench/bench_*.py; do echo "== $$bench"; PYTHONPATH=tools:. $(BIN)/python $$bench || exit 1; done

# Long random runs: queries put to the guard beside a canary (a million take about five minutes); changed files, histories and
# rules; wild rules and silent facets; rules on records by all engines against `apply`.
fuzz: $(STAMP)
	$(BIN)/python -m tests.fuzz.fuzz_guard 1000000
	SOJOURN_ROUNDS=2000 $(BIN)/python -m pytest tests/fuzz tests/loading/test_normal_form.py tests/rules/test_granted.py
	SOJOURN_ROUNDS=200 $(BIN)/python -m pytest tests/rules/test_bounded_work.py
	SOJOURN_ROUNDS=300 $(BIN)/python -m pytest tests/measure/test_agreement.py tests/measure/test_against_days.py tests/measure/test_witnesses.py

# Which branches of the package the tests reach, room by room.
coverage: $(STAMP)
	$(PYTEST) -m "not slow and not browser" --cov=sojourn --cov-branch --cov-report=term

# Small faults put into the decisions and the logic of rules, one at a time: which ones do the tests not notice? (MUTANTS=200 for more.)
mutants: $(STAMP)
	PYTHONPATH=tools:. $(BIN)/python -m tests.mutation.mutants --most $(or $(MUTANTS),40)

# The tests that need no browser, in a network namespace of their own that has nothing but the loopback.
test-offline: $(STAMP)
	unshare --map-root-user --net sh -c 'ip link set lo up && ! ip route get 192.0.2.1 2>/dev/null && exec $(BIN)/python -m pytest -n auto -m "not slow and not browser"'

# What the package and its tools are made of, as a CycloneDX bill of materials.
sbom: $(STAMP)
	@mkdir -p build
	$(BIN)/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml --of JSON -o build/sbom.json $(BIN)/python

fmt: $(STAMP)
	$(BIN)/sojourn fmt
	$(BIN)/ruff format tools tests

lock: $(STAMP)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev \
	  pyproject.toml --output-file requirements.lock
	echo "pyspark>=4.0,<5" | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --no-annotate --constraint requirements.lock - --output-file requirements-spark.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra serve --extra mcp \
	  --constraint requirements.lock pyproject.toml --output-file deploy/requirements.lock

clean:
	rm -rf build $(VENV)
