# Từng Ngõ: `make run` starts everything on this machine, `make test` checks everything. Neither needs root.

PYTHON ?= python3
BIN = .venv/bin
PIP = $(BIN)/pip --disable-pip-version-check install -qq --require-hashes
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.PHONY: run test check format lock bench fuzz demo clean

run: .venv/run.stamp
	@TUNGNGO_DEMO=$${TUNGNGO_DEMO-1} exec $(BIN)/flask --app wsgi up

test: check .venv/node.stamp
	@$(BIN)/pytest -n 2 $(TESTS)

check: .venv/dev.stamp
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --cache-dir .cache/import-linter --no-logo > .venv/imports.log || { cat .venv/imports.log; exit 1; }

format: .venv/dev.stamp
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

bench: .venv/dev.stamp
	@$(BIN)/python -m bench

# Odd texts for ten minutes, others each time: make fuzz SECONDS=60 for one.
fuzz: .venv/dev.stamp
	@$(BIN)/python -m tests.parsers.fuzzing $(or $(SECONDS),600)

demo: .venv/run.stamp
	@TUNGNGO_DEMO=1 exec $(BIN)/flask --app wsgi demo

# Both lists of packages, with hashes, from what requirements*.in ask for.
lock: .venv/dev.stamp
	$(LOCK) requirements.in --output-file requirements.txt
	$(LOCK) requirements-dev.in --output-file requirements-dev.txt

# The data folder stays: it holds what people reported.
clean:
	rm -rf .venv .cache tests/node/node_modules

.venv/run.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Python 3.11 or newer is needed. If it has another name here: make run PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo 'Python cannot make environments here. On Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }
	@test -x $(BIN)/pip || { echo 'Making the Python environment in .venv, once.' >&2; $(PYTHON) -m venv .venv; }
	@$(PIP) --requirement requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	@$(PIP) --requirement requirements-dev.txt
	@touch $@

# Who the tests talk to that runs on Node. Without it they say by name what they lack.
.venv/node.stamp: tests/node/package-lock.json .venv/dev.stamp
	@cd tests/node && npm ci --silent --no-audit --no-fund --ignore-scripts && touch ../../$@ \
		|| echo 'No npm, or no packages for it: tests that need Node are left out. On Debian and Ubuntu: apt install nodejs npm' >&2
