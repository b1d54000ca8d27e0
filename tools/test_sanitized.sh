#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds with a sanitizer in a folder of its own and runs the tests in C and those over HTTP with it: whatever it
# finds in any process fails the test (tools/run_tests.py).
# Usage: tools/test_sanitized.sh asan|tsan [SUITE | SUITE/NAME ...]
set -u
cd "$(dirname "$0")/.." || exit 1
. tools/setup.sh

kind=${1-}
[ $# -gt 0 ] && shift
case $kind in
asan)
	# Each arena allocation is a malloc of its own, so that overruns inside an arena are seen too.
	options='-Db_sanitize=address,undefined -Darena_malloc=true'
	[ $# -gt 0 ] || set -- unit fuzz store http
	;;
tsan)
	options='-Db_sanitize=thread'
	[ $# -gt 0 ] || set -- threads store/power_cut http
	;;
*) die "Usage: tools/test_sanitized.sh asan|tsan [SUITE | SUITE/NAME ...]" ;;
esac

# What a sanitizer finds ends the program, with the place; ICU, GLib and the like keep memory until the end by design.
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:abort_on_error=0:exitcode=99
export LSAN_OPTIONS=suppressions=$PWD/tests/lsan.supp:print_suppressions=0
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1:exitcode=99
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:exitcode=99

setup_packages run test
setup_npm
build_dir=build-$kind
setup_log=$build_dir/setup.log
if ! [ -f "$build_dir/build.ninja" ]; then
	# gcc warns of things that its own instrumentation puts in; the ordinary build has -Werror.
	# shellcheck disable=SC2086
	step "Configuring $build_dir" meson setup "$build_dir" $options -Doptimization=1 -Dwerror=false || exit 1
fi
setup_build
exec /usr/bin/python3 tools/run_tests.py --build "$build_dir" --timeout-multiplier 6 "$@"
