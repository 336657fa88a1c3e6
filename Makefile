# Each target does its own set-up and reuses what is there. Needs Python 3.11, a C++ compiler and a package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEEPMATH_HOME ?= $(CURDIR)/.deepmath
export DEEPMATH_HOME

.PHONY: demo test ui check clean

demo: $(VENV)/.train
	$(BIN)/deepmath demo
	$(BIN)/deepmath report --out $(DEEPMATH_HOME)/report.html

test: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/python -m pytest

ui: $(VENV)/.train
	$(BIN)/deepmath ui

check: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/python -m pytest -m "not slow"

$(VENV)/.train: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q -c constraints.txt -e '.[train]'
	touch $@

$(VENV)/.dev: $(VENV)/.train
	$(BIN)/python -m pip install -q -c constraints.txt -e '.[train,dev]'
	touch $@

clean:
	rm -rf $(VENV) $(DEEPMATH_HOME)
