# SPDX-License-Identifier: Apache-2.0
# Short names for what those who work on Yidan do; ./run and ./test need no make. Meson and ninja do the work.
SHELL := /bin/sh
setup := . tools/setup.sh &&
TESTS ?=

.PHONY: help build test check tidy format asan tsan fuzz kills soak bench bench-short clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

build: ## build/yidan and build/yidan-picture
	@./run --build

test: ## all tests, or TESTS="unit store/engine"
	@./test $(TESTS)

check: ## format, layers, headers alone, SQL rules, lengths, clang-tidy
	@$(setup) setup_packages run test check && setup_npm && setup_configure yes && setup_build
	@/usr/bin/python3 tools/run_tests.py check
	@tools/tidy.py

tidy: ## clang-tidy on what differs from main, or on all with TIDY=--all
	@$(setup) setup_packages run test check && setup_npm && setup_configure yes && setup_build
	@tools/tidy.py $(TIDY)

format: ## clang-format on all C
	@git ls-files -co --exclude-standard '*.c' '*.h' | xargs clang-format -i

asan: ## unit, fuzz, store and http tests under the address and undefined-behaviour sanitizers
	@tools/test_sanitized.sh asan $(TESTS)

tsan: ## tests of what has threads, and http, under the thread sanitizer
	@tools/test_sanitized.sh tsan $(TESTS)

fuzz: ## each fuzz target for SECONDS=30, with libFuzzer
	@tools/fuzz_all $(or $(SECONDS),30) $(TARGETS)

kills: ## KILLS=500 rounds of load, kill -9, start, on both engines; every case and receipt must hold
	@$(setup) setup_packages run test && setup_npm && setup_configure no && setup_build
	@YIDAN_KILLS=$(or $(KILLS),500) node --test tests/http/kill.test.mjs tests/http/ledger_postgres.test.mjs

soak: ## ROUNDS=200 servers that begin with a burst of requests; every one must be answered
	@$(setup) setup_packages run test && setup_npm && setup_configure no && setup_build
	@YIDAN_SOAK=$(or $(ROUNDS),200) node --test tests/http/soak.test.mjs

bench: ## measures beside bare SQLite and nginx, up to a million cases; into bench/RESULTS.md (ARGS=…)
	@$(setup) setup_packages run bench && setup_npm && setup_configure no && setup_build
	@bench/run.py --write $(ARGS)

bench-short: ## the same in two minutes, without the large district; only printed
	@$(setup) setup_packages run bench && setup_npm && setup_configure no && setup_build
	@bench/run.py --short $(ARGS)

clean: ## removes the build folders
	rm -rf build build-*
