# make demo, make test, make oldest, make wheel, make train, make evaluate, make evaluate-text, make clean
#
# Everything runs in .venv, which is made when it is missing and filled again
# when setup.cfg or what is compiled changes.  PYTHON is the interpreter that it is made with.
# `make evaluate evaluate-text` before `make train` puts the scores into the models' manifests.

PYTHON ?= python3
# The oldest Python that is supported, where one is found; else the same.
OLDEST ?= $(firstword $(wildcard /usr/bin/python3.10 $(HOME)/.pyenv/versions/3.10.*/bin/python) $(PYTHON))
CORPORA ?= corpora
LABELS ?= labels/related.jsonl
SCORES ?= .cache/scores.json
TEXT_SCORES ?= .cache/scores-text.json
JOBS ?= 2
PAGE ?= fixtures/pages/most-popular-sidebar/page.html
URL ?= https://www.harrowmere-courier.example/news/politics/ferry-vote

RUN_TIME_TESTS := $(addprefix tests/test_,$(addsuffix .py,predictions extract decode parse segment head \
	hostile native properties batch roles write io metadata assemble features text cli))

# What is compiled at installation.
KERNELS := $(wildcard stripper/native/*.[ch])

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: demo test oldest wheel train evaluate evaluate-text clean
.DELETE_ON_ERROR:

demo: .venv/core.stamp
	@$(BIN)/stripper extract --format markdown --url $(URL) $(PAGE)

test: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy stripper stripper_command.py
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(PYTEST_OPTIONS)

# The tests of what runs at run time, with the oldest versions of everything that setup.cfg allows.
oldest: .venv/test.stamp
	$(BIN)/uv venv --quiet --clear --python $(OLDEST) .venv/oldest
	$(BIN)/uv pip install --quiet --python .venv/oldest --resolution lowest-direct --editable ".[report,train]"
	$(BIN)/uv pip install --quiet --python .venv/oldest pytest hypothesis
	.venv/oldest/bin/python -m pytest -p no:cacheprovider $(RUN_TIME_TESTS)

# The wheel, installed where nothing else is, from another folder.
wheel: | $(BIN)/python
	$(PIP) wheel --no-deps --wheel-dir .venv/wheel .
	$(PYTHON) -m venv --clear .venv/empty
	.venv/empty/bin/python -m pip --quiet --disable-pip-version-check install .venv/wheel/stripper-*.whl
	cd .venv && empty/bin/stripper ../$(PAGE)

train: .venv/train.stamp
	$(BIN)/stripper train --corpora $(CORPORA) --labels $(LABELS) --jobs $(JOBS) \
		--output models/news $(addprefix --scores ,$(wildcard $(SCORES)))
	$(BIN)/stripper train --from text --corpora $(CORPORA) --labels $(LABELS) --jobs $(JOBS) \
		--output models/news-text $(addprefix --scores ,$(wildcard $(TEXT_SCORES)))

evaluate: .venv/peers.stamp .venv/train.stamp
	$(BIN)/stripper evaluate --corpora $(CORPORA) --labels $(LABELS) --jobs $(JOBS) \
		--scores $(SCORES)

evaluate-text: .venv/peers.stamp .venv/train.stamp
	$(BIN)/stripper evaluate --from text --corpora $(CORPORA) --labels $(LABELS) --jobs $(JOBS) \
		--scores $(TEXT_SCORES)

clean:
	rm -rf .venv .cache build dist *.egg-info stripper/native/*.so .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	$(PYTHON) -m venv .venv

.venv/core.stamp: setup.cfg pyproject.toml $(KERNELS) | $(BIN)/python
	$(PIP) install --editable .
	@touch $@

# What the other extractors require has an extra whose name pip < 23.3 takes for two.
.venv/peers.stamp: setup.cfg pyproject.toml | $(BIN)/python
	$(PIP) install --upgrade 'pip >= 23.3'
	$(PIP) install --editable '.[peers]'
	@touch $@ .venv/core.stamp

.venv/%.stamp: setup.cfg pyproject.toml $(KERNELS) | $(BIN)/python
	$(PIP) install --editable '.[$*]'
	@touch $@ .venv/core.stamp
