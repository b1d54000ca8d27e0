# SPDX-License-Identifier: Apache-2.0
"""The counting of tools/run_tests.py: what a run says is only worth something if nothing can fail unseen."""
import contextlib
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'tools'))
import run_tests  # noqa: E402


def numbers(output, code=0):
    result = run_tests.count(textwrap.dedent(output), code)
    return result.passed, result.failed, result.skipped


class Tap(unittest.TestCase):
    def test_counts_cases(self):
        self.assertEqual(numbers('1..3\nok 1 - a\nok 2 - b # SKIP no engine\nok 3 - c\n'), (2, 0, 1))

    def test_failed_case(self):
        result = run_tests.count('1..2\nnot ok 1 - a\nok 2 - b\n', 1)
        self.assertEqual((result.passed, result.failed, result.failures), (1, 1, ['a']))

    def test_cases_that_never_ran_fail(self):
        self.assertEqual(numbers('1..5\nok 1 - a\nok 2 - b\n', 0), (2, 3, 0))

    def test_two_groups_in_one_program(self):
        self.assertEqual(numbers('1..1\nok 1 - a\n1..2\nok 1 - b\nok 2 - c\n'), (3, 0, 0))

    def test_crash_after_all_cases_passed(self):
        self.assertEqual(numbers('1..1\nok 1 - a\n', -11), (1, 1, 0))
        self.assertEqual(numbers('1..1\nok 1 - a\n', None), (1, 1, 0))


class Unittest(unittest.TestCase):
    def test_passed(self):
        self.assertEqual(numbers('....\nRan 4 tests in 0.1s\n\nOK (skipped=1)\n'), (3, 0, 1))

    def test_failed(self):
        output = 'FAIL: test_x (a.B)\nRan 4 tests in 0.1s\n\nFAILED (failures=1, errors=2, expected failures=1)\n'
        self.assertEqual(numbers(output, 1), (1, 3, 0))


class Node(unittest.TestCase):
    def test_nested(self):
        output = '''\
            TAP version 13
            # Subtest: outer
                # Subtest: inner
                not ok 1 - inner
                  ---
                  failureType: 'testCodeFailure'
                  ...
                1..1
            not ok 1 - outer
              ---
              failureType: 'subtestsFailed'
              ...
            1..1
            # tests 2
            # pass 0
            # fail 2
            # cancelled 0
            # skipped 0
            '''
        result = run_tests.count(textwrap.dedent(output), 1)
        self.assertEqual((result.passed, result.failed, result.failures), (0, 2, ['inner']))

    def test_the_installed_runner(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / 'sample.test.mjs'
            path.write_text('''
                import test from 'node:test';
                import assert from 'node:assert';
                test('good', () => {});
                test('bad', () => assert.equal(1, 2));
                test('later', {skip: true}, () => {});
            ''')
            program = run_tests.Program('http', 'sample', ['node', '--test', '--test-reporter=tap', str(path)], cwd=folder)
            output, code = run_tests.Runner(pathlib.Path(folder), False, 1).execute(program)
            result = run_tests.count(output, code)
        self.assertIn('bad', result.failures)
        self.assertEqual(result.skipped, 1)
        self.assertNotEqual(code, 0)


class PlainPrograms(unittest.TestCase):
    def test_exit_status_is_one_case(self):
        self.assertEqual(numbers('fine\n', 0), (1, 0, 0))
        self.assertEqual(numbers('broken\n', 3), (0, 1, 0))
        self.assertEqual(numbers('', 77), (0, 0, 1))
        self.assertEqual(numbers('', None), (0, 1, 0))


class WholeRuns(unittest.TestCase):
    def run_folder(self, *names):
        with tempfile.TemporaryDirectory() as folder:
            return subprocess.run([sys.executable, run_tests.__file__, '--build', folder, *names], capture_output=True,
                                  text=True, check=False)

    def test_unknown_name_is_refused(self):
        done = self.run_folder('no-such-suite')
        self.assertNotEqual(done.returncode, 0)
        self.assertIn('no-such-suite', done.stderr)

    def test_no_test_is_a_failure(self):
        self.assertEqual(run_tests.exit_status(run_tests.Result()), 1)
        self.assertEqual(run_tests.exit_status(run_tests.Result(skipped=3)), 1)
        self.assertEqual(run_tests.exit_status(run_tests.Result(passed=1)), 0)
        self.assertEqual(run_tests.exit_status(run_tests.Result(passed=9, failed=1)), 1)

    def test_report_of_a_process_that_nobody_looks_at(self):
        """Compiled with the sanitizers themselves: the program ends with 0, its child's status and stderr are thrown away."""
        faults = {'address': 'char *p = malloc(1); free(p); return *p;', 'undefined': 'int n = 2147483647; return argc + n < n;',
                  'thread': 'int n = 0; pthread_create(&t, 0, add, &n); add(&n); pthread_join(t, 0); return n == 0;'}
        for kind, fault in faults.items():
            with self.subTest(kind), tempfile.TemporaryDirectory() as folder:
                source = pathlib.Path(folder) / 'fault.c'
                source.write_text('#include <pthread.h>\n#include <stdlib.h>\n'
                                  'static void *add(void *n) { for (int i = 0; i < 1000; i++) ++*(volatile int *)n; return 0; }\n'
                                  'int main(int argc, char **argv) { pthread_t t; (void)argv; (void)t; (void)add; %s }\n' % fault)
                subprocess.run(['cc', f'-fsanitize={kind}', '-w', '-pthread', '-o', f'{folder}/fault', str(source)], check=True)
                done = self.run_one(folder, 'sh', '-c', f'{folder}/fault 2>/dev/null; echo "1..1"; echo "ok 1 - a"')
                self.assertEqual((done.passed, done.failed), (1, 1), done.failures)
                self.assertIn('anitizer' if kind != 'undefined' else 'signed integer overflow', done.failures[0])

    @staticmethod
    def run_one(folder, *command):
        runner = run_tests.Runner(pathlib.Path(folder), False, 1)
        with mock.patch.dict(os.environ, {name: 'exitcode=99' for name in run_tests.SANITIZERS}), \
                contextlib.redirect_stdout(io.StringIO()):
            runner.run_all([run_tests.Program('x', 'y', list(command))], 1)
        return runner.total

    def test_time_out_ends_the_whole_group(self):
        with tempfile.TemporaryDirectory() as folder:
            program = run_tests.Program('x', 'y', ['sh', '-c', 'sleep 60 & echo $!; wait'], timeout=0.3)
            output, code = run_tests.Runner(pathlib.Path(folder), False, 1).execute(program)
            self.assertIsNone(code)
            child = int(output.split()[0])
            for _ in range(200):  # the signal is on its way; the kernel decides when it arrives
                if not self.is_alive(child):
                    return
                time.sleep(0.01)
            self.fail('what the program started outlives it')

    @staticmethod
    def is_alive(pid):
        try:
            return pathlib.Path(f'/proc/{pid}/stat').read_text(encoding='ascii').rsplit(')', 1)[1].split()[0] != 'Z'
        except (FileNotFoundError, ProcessLookupError):
            return False


if __name__ == '__main__':
    unittest.main()
