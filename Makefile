# Everything a person runs. Each target sets up the tools it needs in .venv.
PYTHON ?= python3
BIN := .venv/bin
STACK ?= sagebuild
# The AWS CLI and the client heed AWS_REGION before AWS_DEFAULT_REGION, sam and boto3 the second alone: all of them mean one region.
ifdef AWS_REGION
export AWS_DEFAULT_REGION := $(AWS_REGION)
endif

# None of them is a file.
.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*/\1/p' $(firstword $(MAKEFILE_LIST)))
.DEFAULT_GOAL := help

help:
	@echo "On this machine, without an account:"
	@echo "  make demo            the whole pipeline on the local AWS, from a push to a served model"
	@echo "  make notebook        the notebooks in a browser, on a notebook instance of the local AWS"
	@echo "  make talk            the Alexa skill from a keyboard, on the local AWS (LOCALE=en-US, en-GB, de-DE or es-ES)"
	@echo "  make local           keeps a local AWS running and prints the environment to export (PORT=4566)"
	@echo "In an account, or against make local (STACK=$(STACK)):"
	@echo "  make deploy          sam build and sam deploy (PARAMETERS='BranchBuildTrigger=main …')"
	@echo "  make outputs         prints a stack's outputs for a shell: eval \"\$$(make -s outputs STACK=$(STACK))\""
	@echo "  make delete          asks, and deletes the stack with sam"
	@echo "  make leaks           what is still there of a stack that has been deleted: reads, and changes nothing"
	@echo "  make prove           what a real account proves: runs SageBuild on a stack that was made for it, and deletes it (ARGS=--yes or --clean)"
	@echo "  make publish         a release in the buckets BUCKET-<region> of REGIONS, under VERSION, and the links that launch it (BUCKET=…)"
	@echo "For whoever changes SageBuild:"
	@echo "  make check           the linters, the type checker and the template tests"
	@echo "  make test            every test"
	@echo "  make drill           what takes many deployments or minutes (DRILL=tests/drills/test_ten_stacks.py for one)"
	@echo "  make check-security  checkov on the template and pip-audit on every list of packages, in an environment of their own (needs a network)"
	@echo "  make bench           what one build takes: transitions, functions, seconds; deploying, launching, deleting; imports"
	@echo "  make bench-launch    a thousand launch messages on the local AWS"
	@echo "  make bench-reuse     what a second build costs on the local AWS, by what has changed"
	@echo "  make bench-data      what the list of a million objects takes"
	@echo "  make bench-import    what the functions that call no AWS take to import, against boto3"
	@echo "  make pictures        draws the pictures of docs/pictures again, from builds on a local AWS"
	@echo "  make sbom            writes build/sagebuild.cdx.json: what a release is made of, as CycloneDX"
	@echo "  make build           sam build"
	@echo "  make clean           removes the tools and what was built"

# The lists of packages come from requirements-*.in: uv pip compile --universal --python-version 3.11.9 --generate-hashes --no-annotate --no-header.
.venv/.ready: requirements-dev.txt
	@command -v $(PYTHON) >/dev/null || { echo "'$(PYTHON)' is not installed: SageBuild's tools need Python 3.11 or newer (make PYTHON=python3.12 $(MAKECMDGOALS))" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "SageBuild's tools need Python 3.11 or newer, and '$(PYTHON)' is older (make PYTHON=python3.12 $(MAKECMDGOALS))" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv module is missing: install it (Debian and Ubuntu: apt-get install python3-venv)" >&2; exit 1; }
	@command -v git >/dev/null || { echo "git is not installed: the local AWS keeps its repositories with it" >&2; exit 1; }
	@echo "Installing the tools into .venv (once, about two minutes) ..." >&2
	@$(PYTHON) -m venv .venv || { echo "The tools could not be installed: .venv cannot be made in this folder" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements-dev.txt 2>.venv/install.log || \
	  { echo "The tools could not be installed; is there a network? pip's last words:" >&2; tail -n 2 .venv/install.log >&2; exit 1; }
	@# jsonschema can do without it, nothing here checks an IRI, and every sam, every notebook and every pytest would parse its grammars for two seconds.
	@$(BIN)/python -m pip uninstall --quiet --yes --disable-pip-version-check rfc3987-syntax
	@touch $@

demo: .venv/.ready
	@PATH="$(CURDIR)/$(BIN):$$PATH" PYTHONPATH=notebooks $(BIN)/python -m local.demo

notebook: .venv/.ready
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m local.notebook $(if $(PORT),--port $(PORT))

talk: .venv/.ready
	@PATH="$(CURDIR)/$(BIN):$$PATH" PYTHONPATH=notebooks $(BIN)/python -m local.talk $(if $(LOCALE),--locale $(LOCALE))

local: .venv/.ready
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m local serve $(if $(PORT),--port $(PORT))

check: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory --jobs --output-sync check-types check-template check-sam check-rules

# None of them needs another, and each uses one core.
check-types:
	$(BIN)/mypy functions custom_resources alexa notebooks local examples tools prove layers/notebooks/pack.py
check-template:
	$(BIN)/cfn-lint template.yaml
check-sam:
	$(BIN)/sam validate --lint --region us-east-1
check-rules:
	$(BIN)/pytest tests/template

# Apart from .venv: checkov pins versions that the other tools do not have, and is as large as all of them.
.venv-security/.ready: requirements-security.txt
	@$(PYTHON) -m venv .venv-security
	@.venv-security/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements-security.txt
	@touch $@

check-security: .venv-security/.ready
	.venv-security/bin/checkov --config-file .checkov.yaml --skip-download
	for list in requirements-dev.txt layers/alexa/requirements.txt layers/crhelper/requirements.txt; do \
	  .venv-security/bin/pip-audit --strict --require-hashes --disable-pip --requirement $$list || exit 1; done

sbom: .venv/.ready
	@mkdir -p build
	@$(BIN)/python -m tools.sbom > build/sagebuild.cdx.json

# tests/template has run in check.
test: check
	$(BIN)/pytest tests --ignore=tests/template --ignore=tests/drills -n 4 --dist loadfile --no-loadscope-reorder

# One after another: each of them wants the whole machine.
DRILL ?= tests/drills
drill: .venv/.ready
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pytest $(DRILL)

pictures: .venv/.ready
	@PATH="$(CURDIR)/$(BIN):$$PATH" PYTHONPATH=notebooks $(BIN)/python -m tools.pictures

bench: .venv/.ready
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m local.bench

bench-launch: .venv/.ready
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m local.bench.launch

bench-reuse: .venv/.ready
	@PATH="$(CURDIR)/$(BIN):$$PATH" PYTHONPATH=notebooks $(BIN)/python -m local.bench.reuse

bench-data: .venv/.ready
	@PYTHONPATH=functions $(BIN)/python -m local.bench.data

bench-import: .venv/.ready
	@$(BIN)/python -m local.bench.imports

prove: .venv/.ready
	@$(BIN)/python -m prove --stack $(STACK) $(ARGS)

build: .venv/.ready
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/sam build

deploy: .venv/.ready
	@PATH="$(CURDIR)/$(BIN):$$PATH" PYTHONPATH=custom_resources $(BIN)/python -m tools.deploy $(STACK) $(PARAMETERS)

publish: needs-bucket build
	@PYTHONPATH=functions $(BIN)/python -m tools.publish --bucket "$(BUCKET)" $(if $(REGIONS),--regions $(REGIONS)) $(if $(VERSION),--version $(VERSION))

needs-bucket:
	@test -n "$(BUCKET)" || { echo "make publish needs BUCKET=…: a release goes into the buckets BUCKET-<region> of REGIONS (docs/deploying.md)" >&2; exit 1; }

outputs: .venv/.ready
	@$(BIN)/python -m tools.outputs $(STACK)

delete: .venv/.ready
	@$(BIN)/python -m tools.delete $(STACK)

leaks: .venv/.ready
	@$(BIN)/python -m tools.leaks $(STACK)

clean:
	rm -rf .venv .venv-security .aws-sam build .mypy_cache .pytest_cache .ruff_cache .hypothesis
