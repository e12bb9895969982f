# Two commands for everyone: `make run` and `make test`. The rest is for people who change Qorgan.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8000
QORGAN_MODE ?= demo
INSIDE := .venv/bin/python

.PHONY: help run test check venv venv-dev lock advisories messages demo-reset screenshots bench soak prove bench-law bench-peers bench-link bench-index bench-library bench-link-peers system-run system-test

help:  ## what there is to make
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

run: system-run venv  ## try Qorgan on this machine, with invented people (PORT=8000)
	@$(INSIDE) scripts/compile_messages.py
	@export QORGAN_MODE=$(QORGAN_MODE) PORT=$(PORT); exec $(INSIDE) -m qorgan.web.serve

test: system-test venv-dev  ## every check, then the tests on SQLite (and Chromium) and PostgreSQL (DATABASE=sqlite for one)
	@$(INSIDE) scripts/run_tests.py $(DATABASE)

check: system-test venv-dev  ## style, types, import rules, message catalogues
	@$(INSIDE) scripts/check.py

venv: system-run  ## .venv with what running needs and the qorgan command in it
	@scripts/venv.sh run

venv-dev: system-test
	@scripts/venv.sh dev

lock: venv-dev  ## compile the lock files from pyproject.toml (UPGRADE=1 takes newer releases, SPARK=1 that of Spark too)
	@scripts/lock.sh

advisories: venv-dev  ## known faults of what the lock files pin; fails when it cannot ask
	@exec $(INSIDE) scripts/advisories.py

messages: system-test venv-dev  ## collect the strings to translate, then compile the catalogues
	@scripts/messages.sh
	@$(INSIDE) scripts/compile_messages.py

demo-reset: venv  ## throw the demo's data away; the next `make run` makes it anew
	@export QORGAN_MODE=demo; exec $(INSIDE) manage.py demo_reset

screenshots: system-test venv-dev  ## a picture of every page in every language
	@$(INSIDE) scripts/compile_messages.py
	@$(INSIDE) scripts/screenshots.py
	@exec $(INSIDE) scripts/library_screenshots.py

bench: system-run venv-dev  ## the benchmarks against a running copy (REPORTS=200 for a shorter run)
	@$(INSIDE) scripts/compile_messages.py
	@exec $(INSIDE) bench/run.py

prove: system-test venv-dev  ## the law: what holds of it, mutants, and a million sets through both evaluators (SETS=100000)
	@$(INSIDE) -m qorgan.cli law prove
	@$(INSIDE) -m qorgan.cli law mutants tests/law/cases || echo "prove: some conditions have no case that needs them (listed above)"
	@exec $(INSIDE) bench/agree.py

bench-law: system-test venv-dev  ## how fast the law answers; alone on the machine, or under chrt -r 5
	@exec $(INSIDE) bench/law.py

bench-peers: system-test venv-dev  ## other rule engines into .venv, for bench-law only; the next `make venv-dev` keeps them
	@$(INSIDE) -m pip install --quiet --require-hashes -r bench/peers.lock

bench-link: system-test venv-dev  ## the same person in any script: how right, how fast, beside others (PEOPLE=20000)
	@exec $(INSIDE) bench/linkage.py --people $(or $(PEOPLE),1000000) --out linkage-figures.json

bench-index: system-test venv-dev  ## how fast the indicators are, beside pandas; about 2 GB of invented tables
	@exec $(INSIDE) bench/indicators.py

bench-library: system-test venv-dev  ## the library: how well words find, how fast it answers among 100,000 records (RECORDS=1000 is short)
	@$(INSIDE) scripts/compile_messages.py
	@exec $(INSIDE) bench/library/run.py

bench-link-peers: system-test venv-dev  ## other matchers into .venv, for bench-link only; the next `make venv-dev` keeps them
	@$(INSIDE) -m pip install --quiet --no-deps --require-hashes -r bench/link_peers.lock

spark: system-spark venv-dev  ## PySpark into .venv, for `qorgan link dedupe --engine spark`; needs Java 17
	@scripts/spark.sh

test-spark: spark  ## that linkage on Spark and on DuckDB agree; some minutes
	@QORGAN_TEST_SPARK=1 $(INSIDE) -m pytest -q tests/identity/test_spark_and_duckdb_agree.py

soak: system-run venv-dev  ## load while processes are killed, disks fill, databases lock, clocks move
	@$(INSIDE) scripts/compile_messages.py
	@exec $(INSIDE) bench/soak.py

system-run:
	@scripts/system_packages.sh run

system-test:
	@scripts/system_packages.sh test

system-spark:
	@scripts/system_packages.sh spark
