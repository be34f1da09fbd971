# The two commands of the README are `make demo` and `make test`. Each installs what it needs into
# .venv; nothing outside this directory is changed. `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := 0.13.9
export VIRTUAL_ENV := $(CURDIR)/$(VENV)
SOURCES := Cargo.toml Cargo.lock pyproject.toml $(shell find rust python -type f -not -name '*.so' -not -path '*/__pycache__/*')

.DEFAULT_GOAL := help
.PHONY: help demo test lint test-rust test-python test-deep test-models measure-updates wheel develop lock clean

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

test-deep: $(VENV)/.develop ## The long forms: 10,000 sequences of updates, 200 interrupts, 30 s of threads
	ELANUS_DEEP=1 $(BIN)/pytest tests/test_updates.py tests/test_bad_input.py --timeout 7200

measure-updates: $(VENV)/.develop ## Memory of streams and of the vocabulary, speed of small updates
	$(BIN)/python benches/updates.py

test-models: ## The local models, in an environment of their own with PyTorch (10 GB)
	@test $$(df --output=avail -BG . | tail -1 | tr -dc 0-9) -ge 12 || { echo 'make test-models needs 12 GB of free disk'; exit 1; }
	test -x .venv-models/bin/uv || { $(PYTHON) -m venv .venv-models && .venv-models/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV); }
	VIRTUAL_ENV=$(CURDIR)/.venv-models .venv-models/bin/uv pip install --quiet --requirement requirements/models.txt
	VIRTUAL_ENV=$(CURDIR)/.venv-models .venv-models/bin/uv pip install --quiet --no-deps --reinstall-package elanus .
	.venv-models/bin/python -m pytest tests/models

wheel: $(VENV)/.dev ## The wheel and the source distribution, into dist/
	$(BIN)/maturin build --release --sdist --out dist

lock: $(VENV)/.uv ## Resolve requirements/dev.txt anew
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --group dev --extra yaml --extra milvus pyproject.toml --output-file requirements/dev.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 requirements/models.in pyproject.toml --output-file requirements/models.txt

clean: ## Remove everything that was built
	rm -rf $(VENV) target dist
