# The two commands of the README are `make demo` and `make test`. Each installs what it needs into
# .venv; nothing outside this directory is changed. `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := 0.13.9
export VIRTUAL_ENV := $(CURDIR)/$(VENV)
BENCH := .venv-bench
BENCH_JSON := target/bench.json
SOURCES := Cargo.toml Cargo.lock pyproject.toml $(shell find rust python -type f -not -name '*.so' -not -path '*/__pycache__/*')

.DEFAULT_GOAL := help
.PHONY: help demo test lint test-rust test-python wheel develop bench bench-plots bench-suites lock clean

help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

demo: $(VENV)/.demo ## Build, install into .venv, index and search the standard library's docstrings
	$(BIN)/elanus demo

test: lint test-rust test-python ## Every check: rustfmt, clippy, cargo test, ruff, mypy, stubtest, pytest, docs

$(VENV)/.uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV)
	touch $@

# What the demo needs, and no more.
$(VENV)/.demo: $(VENV)/.uv $(SOURCES)
	$(BIN)/uv pip install --quiet --reinstall-package elanus '.[milvus]'
	touch $@

$(VENV)/.dev: $(VENV)/.uv requirements/dev.txt
	$(BIN)/uv pip install --quiet --requirement requirements/dev.txt
	touch $@

# The extension in place, for the checks. `make test` builds it with the release profile: the tests
# compare 30 MB of tokens.
$(VENV)/.develop: $(VENV)/.dev $(SOURCES)
	$(BIN)/maturin develop --release --uv --quiet
	touch $@

develop: $(VENV)/.develop ## Build the extension in place and install the checks' packages

lint: $(VENV)/.develop
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- --deny warnings
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/python -m mypy.stubtest elanus._core --mypy-config-file pyproject.toml
	@if cargo tree --package elanus-core --edges normal | grep -q pyo3; then echo 'elanus-core must not depend on pyo3'; exit 1; fi

test-rust:
	cargo test --workspace --locked --quiet

test-python: $(VENV)/.develop
	$(BIN)/pytest

# The peers of the benchmarks, apart: fastembed needs other versions than the checks. CORPUS=… names a
# corpus in BEIR's layout; BENCH_ARGS=… adds options, such as --million.
$(BENCH)/.bench: $(VENV)/.uv requirements/bench.txt $(SOURCES)
	test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	VIRTUAL_ENV=$(CURDIR)/$(BENCH) $(BIN)/uv pip install --quiet --requirement requirements/bench.txt
	VIRTUAL_ENV=$(CURDIR)/$(BENCH) $(BIN)/uv pip install --quiet --reinstall-package elanus .
	touch $@

bench: $(BENCH)/.bench ## One table: speed, threads, memory, start-up, queries, against the peers (15 minutes)
	$(BENCH)/bin/python benches/table.py $(CORPUS) --json $(BENCH_JSON) $(BENCH_ARGS)

$(BENCH_JSON):
	$(MAKE) bench

bench-plots: $(BENCH)/.bench $(BENCH_JSON) ## Draw what `make bench` has measured, into docs/
	$(BENCH)/bin/python benches/plots.py $(BENCH_JSON)

bench-suites: $(BENCH)/.bench ## Every stage by itself: divan for the core, pytest-benchmark for Python
	ELANUS_BENCH_CORPUS=$(CORPUS) cargo bench --locked --package elanus-core --bench stages
	$(BENCH)/bin/pytest benches --override-ini addopts=-ra --benchmark-only $(if $(CORPUS),--corpus $(CORPUS))

wheel: $(VENV)/.dev ## The wheel and the source distribution, into dist/
	$(BIN)/maturin build --release --sdist --out dist

lock: $(VENV)/.uv ## Resolve requirements/dev.txt and requirements/bench.txt anew
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --group dev --extra yaml --extra milvus pyproject.toml --output-file requirements/dev.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --group bench pyproject.toml --output-file requirements/bench.txt

clean: ## Remove everything that was built
	rm -rf $(VENV) $(BENCH) target dist
