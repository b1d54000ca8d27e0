#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""All C is as clang-format 14 writes it with .clang-format ("make format" mends it)."""
import concurrent.futures
import os
import re
import subprocess
import sys

import sources

FILES_AT_ONCE = 16


def check(paths):
    done = subprocess.run(['clang-format', '--dry-run', '--ferror-limit=1', *map(str, paths)], capture_output=True, text=True,
                          check=False)
    return [(sources.ROOT / match[1], match[2], 'is not formatted (make format)')
            for match in re.finditer(r'^(.*?):(\d+):\d+: (?:warning|error): ', done.stderr, re.M)]


def main():
    paths = sources.tracked('*.c', '*.h')
    batches = [paths[i:i + FILES_AT_ONCE] for i in range(0, len(paths), FILES_AT_ONCE)]
    first = {}
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for found in pool.map(check, batches):
            for path, line, words in found:
                first.setdefault(path, (path, line, words))  # the first place of a file is enough
    sources.finish(list(first.values()))


if __name__ == '__main__':
    sys.exit(main())
