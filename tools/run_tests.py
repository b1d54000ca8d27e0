#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the tests and counts single test cases over all of them; the last line is "N passed, N failed".

What is run, by suite:
  check     every tools/check_*: a program without arguments that prints "file:line: words" for what it finds
  tools     every tests/tools/test_*.py (Python's unittest), and Meson's tests of that suite
  http, browser   every tests/http/*.test.mjs and tests/browser/*.test.mjs (Node's test runner)
  others    what the meson.build files declare with test(…, suite: …)

Cases are read from TAP, from unittest's and from Node's summaries; a program that prints none of these is one case.
A program that crashes, runs out of its time or announces more cases than it ran adds a failed one. So does one under which
any process, the server of a test over HTTP too, left the report of a sanitizer. It is a failure when nothing ran at all.
"""
import argparse
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading
import time

SUITES = ['check', 'unit', 'tools', 'fuzz', 'store', 'http', 'browser']  # in this order; others follow
TAIL_LINES = 60
SANITIZERS = ['ASAN_OPTIONS', 'LSAN_OPTIONS', 'TSAN_OPTIONS', 'UBSAN_OPTIONS']
ROOT = pathlib.Path(__file__).resolve().parent.parent


@dataclasses.dataclass
class Program:
    suite: str
    name: str
    command: list
    env: dict = dataclasses.field(default_factory=dict)
    cwd: str = str(ROOT)
    timeout: float = 60
    parallel: bool = True
    groups: list = dataclasses.field(default_factory=list)  # further suites it belongs to

    @property
    def label(self):
        return f'{self.suite}/{self.name}'

    @property
    def log_name(self):
        return self.label.replace('/', '-')


@dataclasses.dataclass
class Result:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    failures: list = dataclasses.field(default_factory=list)  # names of failed cases


def count_node(output):
    """Node's runner ends its TAP with "# pass 3" and so on; its subtests are indented and must not be counted twice."""
    totals = dict(re.findall(r'^# (pass|fail|cancelled|skipped|todo) (\d+)$', output, re.M))
    if not {'pass', 'fail'} <= totals.keys():
        return None
    number = {key: int(value) for key, value in totals.items()}
    result = Result(number['pass'], number['fail'] + number.get('cancelled', 0), number.get('skipped', 0) + number.get('todo', 0))
    lines = output.splitlines()
    for index, line in enumerate(lines):
        match = re.match(r'\s*not ok \d+ - (.*)', line)
        # A parent fails with its children; it is named only where it is the one at fault.
        kind = next((later for later in lines[index + 1:] if 'failureType:' in later or later.strip() == '...'), '')
        if match and 'subtestsFailed' not in kind:
            result.failures.append(match[1])
    return result


def count_tap(output):
    result = Result()
    planned = 0
    for line in output.splitlines():
        if match := re.match(r'1\.\.(\d+)', line):
            planned += int(match[1])
        elif match := re.match(r'(not )?ok\b(?: \d+)?(?: - )?(.*)', line):
            if re.search(r'# *skip', match[2], re.I):
                result.skipped += 1
            elif match[1]:
                result.failed += 1
                result.failures.append(match[2].strip())
            else:
                result.passed += 1
    ran = result.passed + result.failed + result.skipped
    if not planned and not ran:
        return None
    if ran < planned:
        result.failed += planned - ran
        result.failures.append(f'{planned - ran} of {planned} cases did not run')
    return result


def count_unittest(output):
    ran = re.findall(r'^Ran (\d+) tests? in ', output, re.M)
    if not ran:
        return None
    ends = re.findall(r'^(?:OK|FAILED)(?: \((.*)\))?$', output, re.M)
    numbers = {key: int(value) for key, value in re.findall(r'([a-z ]+)=(\d+)', ', '.join(ends))}
    numbers = {key.strip(): value for key, value in numbers.items()}
    failed = numbers.get('failures', 0) + numbers.get('errors', 0) + numbers.get('unexpected successes', 0)
    skipped = numbers.get('skipped', 0)
    failures = re.findall(r'^(?:FAIL|ERROR): (.*)$', output, re.M)
    return Result(max(0, sum(map(int, ran)) - failed - skipped), failed, skipped, failures)


def count(output, code):
    """Counts the cases in what a program printed; code is its exit status, None after a time-out."""
    result = count_node(output) or count_tap(output) or count_unittest(output)
    if result is None:
        if code == 77:
            return Result(skipped=1)
        result = Result(passed=1) if code == 0 else Result()
    if code != 0 and not result.failed:
        result.failed += 1
        if code is None:
            result.failures.append('ran out of time')
        elif code < 0:
            result.failures.append(f'was ended by {signal.Signals(-code).name}')
        else:
            result.failures.append(f'ended with exit status {code}')
    return result


def fail_for_reports(result, reports):
    """Each report of a sanitizer is a failed case. Returns what they say."""
    words = ''
    for path in reports:
        said = path.read_text(encoding='utf-8', errors='replace')
        first = next((line.strip() for line in said.splitlines() if re.search(r'Sanitizer|runtime error', line)), path.name)
        result.failed += 1
        result.failures.append(f'sanitizer: {first}')
        words += f'\n{path.name}:\n{said}'
    return words


def exit_status(total):
    return 1 if total.failed or not total.passed else 0


def meson_programs(build):
    listing = build / 'meson-info' / 'intro-tests.json'
    if not listing.exists():
        return
    for test in json.loads(listing.read_text()):
        suites = [s.split(':', 1)[1] for s in test['suite'] if ':' in s] or ['unit']
        yield Program(suites[0], test['name'], test['cmd'], test['env'], test['workdir'] or str(build), test['timeout'] or 600,
                      test['is_parallel'], suites[1:])


def found_programs():
    for path in sorted((ROOT / 'tools').glob('check_*')):
        if os.access(path, os.X_OK) and path.is_file():
            yield Program('check', path.stem.removeprefix('check_'), [str(path)], timeout=300)
    for path in sorted((ROOT / 'tests' / 'tools').glob('test_*.py')):
        yield Program('tools', path.stem.removeprefix('test_'), ['/usr/bin/python3', '-m', 'unittest', '-v', str(path)],
                      timeout=400)
    for suite in ('http', 'browser'):
        # Tests over HTTP look at times, so nothing runs beside them; browsers mostly wait.
        for path in sorted((ROOT / 'tests' / suite).glob('*.test.mjs')):
            yield Program(suite, path.name.removesuffix('.test.mjs'),
                          ['node', '--test', '--test-reporter=tap', str(path.relative_to(ROOT))], timeout=900, parallel=suite == 'browser')


def select(programs, wanted):
    if not wanted:
        return programs
    for name in wanted:
        if not any(name in (p.suite, p.label, *p.groups) for p in programs):
            sys.exit(f'There is no test or suite "{name}". ./test --list shows all.')
    return [p for p in programs if {p.suite, p.label, *p.groups} & set(wanted)]


class Runner:
    def __init__(self, build, verbose, multiplier):
        self.build, self.verbose, self.multiplier = build, verbose, multiplier
        self.logs = build / 'testlogs'
        self.reports = build / 'testlogs' / 'sanitizer'
        self.lock = threading.Lock()
        self.total = Result()
        self.stopping = False

    def execute(self, program):
        """Runs one program in a process group of its own; returns its output and exit status (None: out of time)."""
        env = dict(os.environ, YIDAN_BUILD=str(self.build), YIDAN_BINARY=str(self.build / 'yidan'), LC_ALL='C.UTF-8',
                   **program.env)
        env.pop('NODE_TEST_CONTEXT', None)
        # A sanitizer writes into a file of the program's own, whichever process it is and whoever reads its stderr.
        for name in SANITIZERS:
            if name in env:
                env[name] += f':log_path={self.reports / program.log_name}'
        try:
            child = subprocess.Popen(program.command, cwd=program.cwd, env=env, stdin=subprocess.DEVNULL,
                                     stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        except OSError as error:
            return f'{program.command[0]}: {error.strerror}\n', 127
        code = None
        try:
            output, _ = child.communicate(timeout=program.timeout * self.multiplier)
            code = child.returncode
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGTERM)  # a chance to end what it started itself
            try:
                output, _ = child.communicate(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                output, _ = child.communicate()
        return output.decode('utf-8', 'replace'), code

    def run(self, program):
        if self.stopping:
            return
        start = time.monotonic()
        output, code = self.execute(program)
        seconds = time.monotonic() - start
        result = count(output, code)
        output += fail_for_reports(result, sorted(self.reports.glob(program.log_name + '.*')))
        log = self.logs / (program.log_name + '.log')
        log.write_text(output)
        with self.lock:
            self.report(program, result, output, log, seconds)

    def report(self, program, result, output, log, seconds):
        self.total.passed += result.passed
        self.total.failed += result.failed
        self.total.skipped += result.skipped
        words = f'{result.passed} passed'
        words += f', {result.failed} FAILED' if result.failed else ''
        words += f', {result.skipped} skipped' if result.skipped else ''
        print(f'{program.label:32} {words} ({seconds:.1f} s)', flush=True)
        for name in result.failures:
            self.total.failures.append(f'{program.label}: {name}')
            print(f'    FAILED {name}')
        if result.failed or self.verbose:
            lines = output.splitlines()
            shown = lines if self.verbose else lines[-TAIL_LINES:]
            print('\n'.join('    | ' + line for line in shown))
            if len(shown) < len(lines):
                print(f'    | (all of it: {log})')
        sys.stdout.flush()

    def run_all(self, programs, jobs):
        self.reports.mkdir(parents=True, exist_ok=True)
        for old in self.reports.iterdir():
            old.unlink()
        rank = {suite: index for index, suite in enumerate(SUITES)}
        # The long ones first, so that they do not stand alone at the end.
        programs = sorted(programs, key=lambda p: (-p.timeout if p.timeout > 120 else 0, rank.get(p.suite, len(SUITES)), p.name))
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            for _ in pool.map(self.run, [p for p in programs if p.parallel]):
                pass
        for program in programs:
            if not program.parallel:
                self.run(program)


def main():
    parser = argparse.ArgumentParser(description='Runs the tests of a build folder.')
    parser.add_argument('--build', default='build', type=pathlib.Path)
    parser.add_argument('--verbose', '-v', action='store_true')
    parser.add_argument('--list', action='store_true')
    parser.add_argument('--jobs', '-j', type=int, default=len(os.sched_getaffinity(0)) + 1)
    parser.add_argument('--timeout-multiplier', '-t', type=float, default=1.0)
    parser.add_argument('tests', nargs='*', metavar='SUITE[/NAME]')
    args = parser.parse_args()
    build = args.build.resolve()
    programs = select([*meson_programs(build), *found_programs()], args.tests)
    if args.list:
        print('\n'.join(sorted(p.label for p in programs)))
        return 0
    runner = Runner(build, args.verbose, args.timeout_multiplier)
    start = time.monotonic()
    try:
        runner.run_all(programs, max(1, args.jobs))
    except KeyboardInterrupt:
        runner.stopping = True
        runner.total.failures.append('stopped by Ctrl-C')
        runner.total.failed += 1
    total = runner.total
    if total.failures:
        print('\nFailed:')
        print('\n'.join('  ' + name for name in total.failures))
    if not total.passed and not total.failed:
        print('No test ran.')
    print(f'{len(programs)} programs in {time.monotonic() - start:.0f} s')
    skipped = f', {total.skipped} skipped' if total.skipped else ''
    print(f'{total.passed} passed, {total.failed} failed{skipped}', flush=True)
    return exit_status(total)


if __name__ == '__main__':
    sys.exit(main())
