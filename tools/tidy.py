#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""clang-tidy on the C files of src/ that differ from main or are new; with --all on every one, with names on those.

Needs a configured and built build folder (YIDAN_BUILD, default build)."""
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

import sources


def changed():
    """Files that differ from main, and those whose header does."""
    base = subprocess.run(['git', 'merge-base', 'main', 'HEAD'], cwd=sources.ROOT, capture_output=True, text=True, check=False)
    if base.returncode:
        return None
    names = subprocess.run(['git', 'diff', '--name-only', base.stdout.strip()], cwd=sources.ROOT, capture_output=True,
                           text=True, check=True).stdout.split()
    names += subprocess.run(['git', 'ls-files', '-o', '--exclude-standard'], cwd=sources.ROOT, capture_output=True, text=True,
                            check=True).stdout.split()
    return {re.sub(r'\.h$', '.c', name) for name in names if name.startswith('src/')}


def tidy(path, build):
    done = subprocess.run(['clang-tidy', '--quiet', '-p', str(build), '--extra-arg=-Wno-unknown-warning-option', str(path)],
                          capture_output=True, text=True, check=False)
    return done.returncode, '\n'.join(line for line in done.stdout.splitlines() if line.strip())


def main():
    build = pathlib.Path(os.environ.get('YIDAN_BUILD', sources.ROOT / 'build')).resolve()
    compiled = {str((build / entry['file']).resolve())
                for entry in json.loads((build / 'compile_commands.json').read_text(encoding='utf-8'))}
    paths = [path for path in sources.tracked('src/*.c') if str(path) in compiled]
    wanted = sys.argv[1:]
    if wanted and wanted != ['--all']:
        paths = [path for path in paths if sources.name(path) in wanted]
    elif not wanted:
        names = changed()
        paths = [path for path in paths if names is None or sources.name(path) in names]
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for code, words in pool.map(lambda path: tidy(path, build), paths):
            if code:
                bad += 1
                print(words, flush=True)
    print(f'clang-tidy: {len(paths)} files, {bad} with findings')
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
