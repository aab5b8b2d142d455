# Two commands do everything: `make demo` and `make test`. See README.md.
SHELL := /bin/bash
# The system's own Python first: it is built with the compiler's profile, and draws pages in two thirds of the time that one
# built by hand mostly takes (docs/speed.md).
PYTHON ?= $(or $(shell for python in /usr/bin/python3 python3; do \
	$$python -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done),python3)
VENV := .venv
BIN := $(VENV)/bin

# What fails is walked once more by itself, since a browser on a busy machine may be late; what fails twice is a fault.
# Then: was every address visited?
JOURNEYS := ( $(BIN)/python -m pytest -m browser -n 2 --dist loadfile \
	|| BOLLKOLL_KEEP_NOTES=1 $(BIN)/python -m pytest -m browser --last-failed --last-failed-no-failures none ) \
	&& $(BIN)/python -m pytest tests/journeys/every_address.py

.PHONY: demo test unit postgres browser check format messages migrations wheel bench clean

$(VENV)/runtime: requirements/build.txt
	@echo "The environment is made (a minute or two, the first time only)…"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || (echo "python3-venv is missing: apt-get install python3-venv" && exit 1)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --use-pep517 --require-hashes -r requirements/build.txt
	@touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/runtime
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --use-pep517 --require-hashes -r requirements/dev.txt
	@touch $@

messages: $(VENV)/runtime
	@$(BIN)/python -m bollkoll.kit.languages >/dev/null

demo: $(VENV)/runtime messages
	@BOLLKOLL_HOME=$${BOLLKOLL_HOME:-$(CURDIR)/var/demo} $(BIN)/python -m bollkoll.project.cli demo \
		$(if $(PORT),--port $(PORT)) $(if $(MAIL_PORT),--mail-port $(MAIL_PORT))

# Everything, on both databases, browser journeys included.
test: $(VENV)/dev messages
	@bash tests/system.sh
	@echo "== on SQLite" && $(BIN)/python -m pytest -n 2 -m "not browser"
	@echo "== on PostgreSQL" && BOLLKOLL_TEST_DATABASE=postgres $(BIN)/python -m pytest -n 2 -m "not browser"
	@echo "== in the browser" && $(JOURNEYS)

unit: $(VENV)/dev messages
	@$(BIN)/python -m pytest -n 2 -m "not browser and not slow"

postgres: $(VENV)/dev messages
	@BOLLKOLL_TEST_DATABASE=postgres $(BIN)/python -m pytest -n 2 -m "not browser"

browser: $(VENV)/dev messages
	@bash tests/system.sh
	@$(JOURNEYS)

check: $(VENV)/dev messages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy bollkoll
	$(BIN)/python manage.py makemigrations --check --dry-run

format: $(VENV)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

wheel: $(VENV)/dev
	@rm -rf dist && $(BIN)/python -m hatchling build -t wheel

bench: $(VENV)/dev messages
	$(BIN)/python -m bench

clean:
	rm -rf $(VENV) var dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
