# make demo, make test, make train, make evaluate, make clean
#
# Everything runs in .venv, which is made when it is missing and filled again
# when setup.cfg changes.  PYTHON is the interpreter that it is made with.
# `make evaluate` before `make train` puts the scores into the model's manifest.

PYTHON ?= python3
CORPORA ?= corpora
LABELS ?= labels/related.jsonl
SCORES ?= .cache/scores.json
JOBS ?= 2
PAGE ?= fixtures/pages/most-popular-sidebar/page.html
URL ?= https://www.harrowmere-courier.example/news/politics/ferry-vote

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: demo test train evaluate clean
.DELETE_ON_ERROR:

demo: .venv/core.stamp
	@$(BIN)/stripper extract --format markdown --url $(URL) $(PAGE)

test: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy stripper
	$(BIN)/python -m pytest

train: .venv/train.stamp
	$(BIN)/stripper train --corpora $(CORPORA) --labels $(LABELS) --jobs $(JOBS) \
		--output models/news $(addprefix --scores ,$(wildcard $(SCORES)))
	$(BIN)/stripper train --from text --corpora $(CORPORA) --labels $(LABELS) --jobs $(JOBS) \
		--output models/news-text

evaluate: .venv/peers.stamp .venv/train.stamp
	$(BIN)/stripper evaluate --corpora $(CORPORA) --labels $(LABELS) --jobs $(JOBS) \
		--scores $(SCORES)

clean:
	rm -rf .venv .cache build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	$(PYTHON) -m venv .venv

.venv/core.stamp: setup.cfg pyproject.toml | $(BIN)/python
	$(PIP) install --editable .
	@touch $@

.venv/%.stamp: setup.cfg pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[$*]'
	@touch $@ .venv/core.stamp
