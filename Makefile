# `make` prints this list. Logic lives in `python -m tiwala …`; here is only what must be installed first.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PY ?= $(shell for p in /usr/bin/python3.11 python3.11 /usr/bin/python3.12 python3.12 python3.13 python3; do command -v $$p && break; done)
UV := .tools/bin/uv
BIN := .venv/bin
RUN := $(BIN)/python -m tiwala
# uv never fetches a Python of its own, and never builds from source: wheels with known hashes, or nothing.
# What is installed is compiled at once: who starts the house as root runs it as a user who may not write there.
PIP := $(UV) pip install -q --compile-bytecode --python .venv --require-hashes --only-binary :all:
# One test tool comes as source: it is built by pinned tools. Another is of npm's, run by a Node that comes as a wheel.
MOCK := tiwala/gateways/adapters/stripe/tests/mock
export UV_LINK_MODE ?= copy
# It trusts whom the machine trusts, as Debian's pip does: an office's own certificate too.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export UV_SYSTEM_CERTS ?= 1
endif

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/.run ## open the house here and print where to look (Ctrl-C closes it)
	@if [ -t 0 ]; then set -m; $(RUN) up; else exec $(RUN) up; fi # on a terminal Ctrl-C is for the house, not for make

test: .venv/.test ## every test, browser journeys included; installs what it lacks
	$(BIN)/python -m pytest -n 3

quick: .venv/.test ## what a commit must pass, in under 20 s
	@.ci/quick

check: .venv/.test ## everything CI asks for
	@.ci/check

ci: check ## the same

fix: .venv/.test ## let the tools correct what they can
	$(BIN)/ruff check -q --fix . || true
	$(BIN)/ruff format -q .

setup: .venv/.test ## install everything a developer needs, and the commit hook
	git config core.hooksPath .githooks

db: .venv/.run ## open a psql on the embedded database of a running house
	@exec $(RUN) db

sandbox: .venv/.run ## run the sandbox gateway alone
	@exec $(RUN) sandbox

shots: .venv/.test ## take the pictures of the pages that the README shows
	$(BIN)/python -m pytest -q tests/journeys/shots.py -p no:randomly

bench: .venv/.run ## measure speed and size, into docs/reference/performance.md
	$(BIN)/python -m bench

innocents: .venv/.test ## 1,200 tries of good payers: how many would be refused, into docs/why/fraud.md (2 min)
	$(BIN)/python -m pytest -q -s tests/attacks/count_innocents.py

faults: .venv/.test ## 10,000 payments on bad days, counted; into docs/reference/reliability.md (40 min)
	$(BIN)/python -m tests.reliability --write

mutants: .venv/.test ## break the money code in small ways and see that a test tells (10 min)
	@rm -rf mutants # or verdicts from before a test changed would stand
	HYPOTHESIS_PROFILE=quick $(BIN)/mutmut run --max-children 1
	@$(BIN)/python -m tests.mutants

css: ## build the style sheet again (needs Node; the built file is committed)
	npm ci --no-audit --no-fund
	npm run --silent css

lock: $(UV) ## resolve the dependencies anew and pin them with hashes
	$(UV) lock -q --python $(PY) --no-python-downloads
	$(UV) export -q --no-header --no-annotate --no-dev -o requirements/run.txt
	$(UV) export -q --no-header --no-annotate --all-groups -o requirements/test.txt
	printf 'uv==%s\n' "$$($(UV) --version | cut -d' ' -f2)" | $(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate -o requirements/uv.txt -
	printf 'setuptools\n' | $(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate -o requirements/build.txt -
	! grep -nE 'https?://' requirements/*.txt

$(UV): requirements/uv.txt
	@.ci/bootstrap "$(PY)"
	@touch $@

.venv/.run: requirements/run.txt $(UV)
	@echo "Installing what the house needs to run"
	@$(UV) venv -q --allow-existing --python "$(PY)" --no-python-downloads .venv
	@$(PIP) -r $<
	@touch $@

.venv/.test: requirements/test.txt requirements/build.txt $(MOCK)/package-lock.json .venv/.run .ci/system
	@echo "Installing what the tests need"
	@$(PIP) --no-binary localstripe --build-constraint requirements/build.txt -r $<
	@mkdir -p .venv/stripe-mock && cp $(MOCK)/package.json $(MOCK)/package-lock.json .venv/stripe-mock/
	@cd .venv/stripe-mock && ../bin/npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@.ci/system chromium-headless-shell=chromium-headless-shell msgfmt=gettext pdftotext=poppler-utils
	@touch $@

.PHONY: help run test quick check ci fix setup db sandbox shots bench innocents mutants css lock
