# Everything runs in .venv, from pinned and hashed packages. `make` alone lists the verbs.
PY ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check
WORKERS := -n auto --maxprocesses 8
NOTEBOOKS := $(wildcard notebooks/*.ipynb)

.DEFAULT_GOAL := help
.PHONY: help setup figures test site test-browser lab verify clean brute planted torture bench bench-scan reproduce

ifeq ($(filter verify,$(MAKECMDGOALS))$(TEXTS),verify)
$(error which texts? make verify TEXTS=path/to/the/articles)
endif

help:  ## list these verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/ready  ## make .venv with the pinned packages (PY=python3.13 picks a Python)

# The stamp comes last: an interrupted installation is not ready, and the next one starts from an empty folder.
.venv/ready: requirements.lock pyproject.toml
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; $(PY) is " + sys.version.split()[0] + ". Name another: make $(MAKECMDGOALS) PY=python3.13")'
	@echo "setting up .venv (a minute or two, once)"
	@rm -f $@
	@$(PY) -m venv --clear .venv
	@$(PIP) --require-hashes --only-binary :all: -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

figures: .venv/ready  ## run every notebook, write data/processed (FORCE=1 even if nothing changed)
	@$(BIN)/pingan build $(if $(FORCE),--force)

# The notebooks export into a copy, so that a test leaves the committed tables and figures alone.
test: .venv/ready  ## unit tests, properties, docstring examples; every notebook against its committed outputs
	@$(BIN)/python -m pytest $(WORKERS) --junitxml=.build/tests.xml
ifneq ($(NOTEBOOKS),)
	@copy=$$(mktemp -d) && trap 'rm -rf "$$copy"' EXIT && cp -R data/processed/. "$$copy" && \
	env -u MPLBACKEND PINGAN_PROCESSED="$$copy" PYTHONHASHSEED=0 $(BIN)/python -m pytest --nbval --nbval-current-env \
	    --nbval-sanitize-with tests/nbval_sanitize.cfg $(WORKERS) --dist loadfile notebooks/
else
	@echo "no notebooks to check"
endif

site: .venv/ready  ## the findings as web pages in .build/site, from what is committed; opened from the files
	@$(BIN)/python docs/pages.py

test-browser: site  ## JupyterLab with every notebook, and the site, in Chromium; pictures in .build/screenshots
	@$(BIN)/python -m pytest -m browser tests/test_chromium.py tests/test_lab.py tests/test_site.py

lab: .venv/ready  ## open the notebooks in JupyterLab (ARGS="--no-browser --port=8899" are passed on)
	@$(BIN)/pingan lab $(ARGS)

verify: .venv/ready  ## hold every transcribed number against the article texts in TEXTS=dir
	@$(BIN)/pingan verify --texts "$(TEXTS)"

clean:  ## remove .venv, caches and build leftovers; committed files stay
	rm -rf .venv .build .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find pingan_analysis tests notebooks -name __pycache__ -prune -exec rm -rf {} + -o -name .ipynb_checkpoints -prune -exec rm -rf {} +

brute: .venv/ready  ## a million pairs and a million checks of small worlds: the truth inside, nothing missing, nothing extra
	@$(BIN)/python tests/brute.py

planted: .venv/ready  ## errors planted in every supported claim: how many are caught, beside the predicted power
	@$(BIN)/python tests/planted.py

torture: .venv/ready  ## kill 50 builds of a small copy at random moments: nothing torn, nothing stale, the next completes
	@$(BIN)/python tests/torture.py

# The articles' misses need TEXTS=dir; PEERS=a Python with the extra `peers`; SIZE=megabytes of the folder, 0 for none.
bench-scan: .venv/ready  ## how well and how fast the scanner reads, and a folder of 1 GB through every engine
	@$(BIN)/python tests/bench_scan.py $(if $(TEXTS),--texts "$(TEXTS)") $(if $(PEERS),--peers "$(PEERS)") $(if $(SIZE),--size $(SIZE))

bench: .venv/ready  ## speed, as ratios in one run, beside its bars; also in .build/bench.json
	@$(BIN)/python tests/bench.py

reproduce: .venv/ready  ## build in two folders, on two Pythons, in other surroundings: the same bytes (OTHER=python3.13)
	@$(BIN)/python tests/reproduce.py $(OTHER)
