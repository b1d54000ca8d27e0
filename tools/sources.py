# SPDX-License-Identifier: Apache-2.0
"""What the checks share: which files there are, and how a finding is told."""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def tracked(*patterns):
    """Files of the project, also new ones that git does not know yet but does not ignore; without those removed."""
    listed = subprocess.run(['git', 'ls-files', '-co', '--exclude-standard', '--', *patterns], cwd=ROOT, check=True,
                            capture_output=True, text=True).stdout.split('\n')
    return [ROOT / name for name in sorted(set(listed)) if name and (ROOT / name).is_file()]


def name(path):
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def finish(findings):
    """Prints (path, line, words) as "path:line: words" and ends with 1 when there are any."""
    for path, line, words in findings:
        print(f'{name(path)}:{line}: {words}')
    sys.exit(1 if findings else 0)
