# `make run` installs and opens the app, `make test` installs and passes the tests; both in a .venv of their own.
PYTHON ?= python3
BIN := .venv/bin
.PHONY: run test bench lint clean

run: .venv/app
	-$(BIN)/python -m charviz.engines.warm
	$(BIN)/streamlit run app.py

test: .venv/dev
	$(BIN)/python -m pytest

bench: .venv/dev
	$(BIN)/python -m benchmarks

lint: .venv/dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

.venv/app: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -r requirements.txt
	touch $@

.venv/dev: requirements-dev.txt requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	touch $@

clean:
	rm -rf .venv
