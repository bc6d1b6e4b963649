# Two commands: "make run" runs the platform, "make test" tests it. Everything that they
# install goes into .venv (and, for root, two Debian packages that the browser tests need).

.DEFAULT_GOAL := help
.ONESHELL:
SHELL := /bin/sh
.SHELLFLAGS := -euc
MAKEFLAGS += --no-print-directory

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check --no-input
UV_COMPILE := $(PYTHON) -m uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate

.NOTPARALLEL:
.PHONY: help run test lint bench chaos lock setup setup-test browser

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: setup ## Set everything up and run the platform; Ctrl-C stops it
	@exec $(VENV)/bin/gonghui up

test: setup-test browser lint ## Install what tests need, run the guards and every test
	@if [ -f $(VENV)/.without-browser ] && [ "$${CI:-}" != true ]; then
		export GONGHUI_BROWSER_TESTS=skip
	fi
	exec $(PYTHON) -m pytest -n 2 --dist loadfile

lint: setup-test ## Run the guards alone: ruff, mypy, import-linter
	@echo "Checking style, types and layers ..."
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	$(VENV)/bin/lint-imports

bench: setup-test ## Measure the queries against hand-written SQL and PostGraphile
	@exec $(PYTHON) -m tests.benchmark

chaos: setup-test ## Inject failures at the size of the failure plan (an hour)
	@GONGHUI_CHAOS=long exec $(PYTHON) -m pytest -m chaos -n 0 -o timeout=3000

lock: setup ## Write the lock files anew from pyproject.toml
	@$(PIP) install --quiet uv
	$(UV_COMPILE) --extra build --output-file requirements.lock pyproject.toml
	$(UV_COMPILE) --extra build --extra test --output-file requirements-test.lock pyproject.toml

# Each step below is repeated only when what it depends on has changed: its stamp in .venv
# holds the checksum of that.

define functions
# changed STAMP INPUT...: are the inputs other than when the stamp was written?
changed() { stamp="$(VENV)/.stamp-$$1"; shift; ! cat "$$@" | sha256sum | cmp -s - "$$stamp"; }
finished() { stamp="$(VENV)/.stamp-$$1"; shift; cat "$$@" | sha256sum > "$$stamp"; }
fail() { echo "gonghui: $$*" >&2; exit 1; }

# one_at_a_time: wait for another make that installs into this folder.
one_at_a_time() { exec 9< Makefile; ! command -v flock > /dev/null || flock 9; }

# find_python: set "python" to a Python of 3.11 or later that can make environments.
find_python() {
	found=
	for python in python3 python3.14 python3.13 python3.12 python3.11 python; do
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
		found=$$python
		! "$$python" -c 'import ensurepip, venv' 2>/dev/null || return 0
	done
	[ -n "$$found" ] || fail "Python 3.11 or later is missing: apt-get install python3 python3-venv"
	version=$$("$$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
	fail "Python $$version cannot make environments: apt-get install python$$version-venv"
}

# make_environment: an environment of this folder; one that was moved or broke is made anew.
make_environment() {
	if grep -qsF "$$(pwd -P)/$(VENV)/" $(VENV)/bin/pip &&
		$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null &&
		$(PIP) --version > /dev/null 2>&1; then
		return 0
	fi
	find_python
	echo "Making the Python environment $(VENV) ..."
	"$$python" -m venv --clear $(VENV) || fail "cannot make $(VENV), see above"
}

# install LOCK: the packages of a lock file, with a line for every tenth.
install() {
	all=$$(grep -c == "$$1")
	echo "Installing up to $$all packages of $$1 ..."
	{ $(PIP) install --progress-bar off --require-hashes --no-deps -r "$$1" || echo FAILED; } 2>&1 |
		tee $(VENV)/install.log |
		awk '/^(Collecting|Requirement already)/ { if (++n % 10 == 0) { print "  " n " ..."; fflush() } }
			/^Installing collected/ { print "  unpacking ..."; fflush() }
			/^FAILED$$/ { failed = 1 } END { exit failed }' ||
		{ tail -n 5 $(VENV)/install.log >&2; fail "could not install, see $(VENV)/install.log"; }
}

# install_project: the project itself, as a link to this folder.
install_project() {
	! changed project pyproject.toml || {
		echo "Installing gonghui itself ..."
		$(PIP) install --quiet --no-deps --no-build-isolation --editable . ||
			fail "could not install the project, see above"
		finished project pyproject.toml
	}
}
endef
export functions

setup:
	@eval "$$functions"
	one_at_a_time
	make_environment
	# The test lock holds all of the other, with the same versions.
	if changed run requirements.lock && changed test requirements.lock requirements-test.lock; then
		install requirements.lock
	fi
	finished run requirements.lock
	install_project
	if [ -f api/web_build.py ]; then $(PYTHON) -m api.web_build; fi

setup-test: setup
	@eval "$$functions"
	one_at_a_time
	if changed test requirements.lock requirements-test.lock; then
		install requirements-test.lock
		finished test requirements.lock requirements-test.lock
	fi

# Chromium and Chinese fonts come from Debian: root installs them, others are told how.
browser: setup-test
	@packages="chromium fonts-noto-cjk"
	rm -f $(VENV)/.without-browser
	complete() {
		command -v chromium > /dev/null || return 1
		! command -v dpkg > /dev/null || dpkg -s fonts-noto-cjk > /dev/null 2>&1
	}
	if complete; then exit 0; fi
	if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
		echo "Installing $$packages for the browser tests ..."
		export DEBIAN_FRONTEND=noninteractive
		if apt-get update -qq && apt-get install -y -qq --no-install-recommends $$packages; then
			exit 0
		fi
	fi
	if [ "$${CI:-}" = true ]; then
		echo "gonghui: the browser tests need: apt-get install $$packages" >&2
		exit 1
	fi
	touch $(VENV)/.without-browser
	echo "Browser tests are skipped; to run them: sudo apt-get install $$packages"
