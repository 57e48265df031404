# `make run` installs and opens the app, `make test` installs and passes the tests; both in a .venv of their own.
PYTHON ?= python3
BIN := .venv/bin
VERSIONS ?= 3.11 3.12 3.13
.PHONY: run test lock matrix anywhere bench engine pictures site words lint lint-assets clean

run: .venv/app
	$(BIN)/streamlit run app.py

test: .venv/dev
	$(BIN)/python -m pytest -n 2 --dist loadfile

bench: .venv/dev
	$(BIN)/python -m benchmarks

# The training loops as WebAssembly, and the bits that they give; needs lld (`wasm-ld`).
engine: .venv/dev
	$(BIN)/python -m charviz.engines.webassembly
	$(BIN)/python -m tests.engines.bits

pictures: .venv/dev
	$(BIN)/python -m benchmarks.pictures

# The documents as a site, build/site/index.html: what docs/site/sources.py collects and generates; a notebook is run.
site: .venv/dev build/mkdocs/bin/mkdocs
	$(BIN)/python -m docs.site.sources
	NO_MKDOCS_2_WARNING=1 build/mkdocs/bin/mkdocs build --strict --config-file docs/site/mkdocs.yml

build/mkdocs/bin/mkdocs: docs/site/requirements.txt
	$(PYTHON) -m venv build/mkdocs
	build/mkdocs/bin/python -m pip install --quiet -r docs/site/requirements.txt
	touch $@

words: .venv/dev
	mkdir -p build
	$(BIN)/pybabel -q extract --no-location -k N_ -k _n:1,2 -k N_n:1,2 -o build/charviz.pot charviz pages app.py
	$(BIN)/pybabel -q update -i build/charviz.pot -d assets/locale -D charviz -w 120 --no-fuzzy-matching --ignore-obsolete
	$(BIN)/pybabel -q compile -d assets/locale -D charviz

# The tests without browser and load, on each Python that is promised and here; each in a folder of its own.
matrix:
	for version in $(VERSIONS); do \
	  python$$version -m venv build/matrix/$$version && \
	  build/matrix/$$version/bin/python -m pip install --quiet -r requirements-lock.txt && \
	  build/matrix/$$version/bin/python -m pytest --ignore tests/browser --ignore tests/load || exit 1; \
	done

# What computes, as on an old processor: short vectors, no fused arithmetic; under other hashes and numbers of threads.
ifeq ($(shell uname -m),x86_64)
OLD := ATEN_CPU_CAPABILITY=default MKL_CBWR=COMPATIBLE ONEDNN_MAX_CPU_ISA=SSE41 NUMBA_CPU_NAME=x86-64 NUMBA_CPU_FEATURES= \
  NPY_DISABLE_CPU_FEATURES="X86_V3 X86_V4 AVX512_ICL"
endif
CONDITIONS ?= 0:1 1:2 # PYTHONHASHSEED:OMP_NUM_THREADS
COMPUTING ?= tests --ignore tests/browser --ignore tests/load
anywhere: .venv/dev
	for condition in $(CONDITIONS); do \
	  env $(OLD) PYTHONHASHSEED=$${condition%:*} OMP_NUM_THREADS=$${condition#*:} \
	    $(BIN)/python -m pytest -n 2 --dist loadfile $(COMPUTING) || exit 1; \
	done

lint: .venv/dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory lint-assets; \
	elif [ -z "$$CI" ]; then echo "node and npm are not installed: the JavaScript and CSS under assets/ were not looked at"; \
	else echo "node and npm are not installed" >&2; exit 1; fi

# Biome and TypeScript as package-lock.json names them; what computes and keeps is held to TypeScript's strict rules.
lint-assets: node_modules/.package-lock.json
	npx biome check
	npx tsc
	npx tsc -p tsconfig.strict.json

node_modules/.package-lock.json: package.json package-lock.json
	npm ci --silent --no-audit --no-fund
	touch $@

.venv/app: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -r requirements.txt
	touch $@

.venv/dev: requirements-lock.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -r requirements-lock.txt
	touch $@

# The newest versions that requirements-dev.txt allows, for every system and Python at once. What torch's default build on
# Linux brings for GPUs is left out: the build for CPUs wants none of it.
lock:
	$(PYTHON) -m venv build/lock && build/lock/bin/python -m pip install --quiet uv
	build/lock/bin/uv pip compile --quiet --upgrade --universal --fork-strategy fewest --python-version 3.11 --no-annotate --no-header \
	  requirements-dev.txt -o build/lock/all.txt
	(echo '# The versions with which all tests passed, on Python 3.11 to 3.13; `make lock` renews them.'; \
	  grep -vE '^(cuda|nvidia|triton)' build/lock/all.txt) > requirements-lock.txt

clean:
	rm -rf .venv build
