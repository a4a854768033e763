# Daybreak's few verbs. `make demo` and `make test` need Python >= 3.11 with venv, make and git, and nothing else.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
DEMO_HOME ?= var

.PHONY: demo run test check bench soak messages docs clean

$(STAMP): pyproject.toml uv.lock hatch_build.py $(wildcard src/daybreak/locale/*/LC_MESSAGES/*.po)
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Python's venv module is missing: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.5"
	@$(BIN)/uv sync --quiet --locked --reinstall-package daybreak --inexact
	@touch $(STAMP)

demo: $(STAMP)  ## a site with one published and one running case, served at http://localhost:8000
	@DAYBREAK_HOME=$(DEMO_HOME) $(BIN)/daybreak demo $(if $(FRESH),--fresh)

run: $(STAMP)  ## the site in DAYBREAK_HOME, without the demo
	@$(BIN)/daybreak serve

test: $(STAMP) check  ## everything; what this machine lacks is said in a plain line
	@$(BIN)/python tools/run_tests.py

check: $(STAMP)  ## style, types, layers, generated docs
	@$(BIN)/ruff check src tests tools benchmarks
	@$(BIN)/ruff format --check --quiet src tests tools benchmarks
	@$(BIN)/lint-imports --no-cache > .importlint.log 2>&1 || { cat .importlint.log; exit 1; }
	@$(BIN)/mypy
	@DAYBREAK_HOME=$$(mktemp -d) $(BIN)/python tools/reference.py --check

bench: $(STAMP)  ## speed, told as ratios
	@for one in benchmarks/bench_*.py; do $(BIN)/python $$one || exit 1; done

docs: $(STAMP)  ## write docs/reference anew
	@DAYBREAK_HOME=$$(mktemp -d) $(BIN)/python tools/reference.py

messages: $(STAMP)  ## gather sentences to translate (needs xgettext)
	@cd src/daybreak && DAYBREAK_HOME=$$(mktemp -d) DJANGO_SETTINGS_MODULE=daybreak.settings ../../$(BIN)/django-admin makemessages -l ja --no-wrap --no-location --extension=html,txt,py

soak: $(STAMP)  ## the full counts (ONLY="core faults": some suites); the dated result goes to docs/reference/soak.md
	@DAYBREAK_SOAK=1 $(BIN)/python tools/run_tests.py $(ONLY)

clean:
	rm -rf .venv var artefacts
