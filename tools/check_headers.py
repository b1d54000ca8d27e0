#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every header of src/ compiles alone, with the flags of the build folder (YIDAN_BUILD, default build), and bears the guard
YIDAN_LAYER_FILE_H."""
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

import sources

KEPT = re.compile(r'-(I|D|isystem|std=|W(?!p,)|f(?!diagnostics|sanitize|profile))')


def flags(build):
    """The union of all include folders and definitions, so that a generated header is found from anywhere."""
    found = {}
    for entry in json.loads((build / 'compile_commands.json').read_text(encoding='utf-8')):
        for word in shlex.split(entry['command']):
            if KEPT.match(word) and not word.startswith('-DYIDAN_'):
                found[word] = None
    return list(found)


def compiled_layers(build):
    """Folders of src/ of which the build compiles something; generated headers of others are not there."""
    entries = json.loads((build / 'compile_commands.json').read_text(encoding='utf-8'))
    return {match[1] for entry in entries if (match := re.search(r'(?:^|/)src/(\w+)/', entry['file']))}


def compile_alone(path, build, options):
    header = str(path.relative_to(sources.ROOT / 'src'))
    done = subprocess.run(['gcc', *options, '-Werror', '-fsyntax-only', '-x', 'c', '-'], cwd=build, capture_output=True,
                          text=True, input=f'#include "{header}"\n', check=False)
    if done.returncode:
        return [(path, 1, 'does not compile alone: ' + done.stderr.strip().split('\n', 1)[-1][:300])]
    return []


def check_guard(path):
    place = path.relative_to(sources.ROOT / 'src')
    guard = 'YIDAN_' + re.sub(r'[^A-Z0-9]', '_', str(place).upper())
    text = path.read_text(encoding='utf-8')
    if f'#ifndef {guard}\n#define {guard}\n' not in text:
        return [(path, 1, f'no include guard {guard}')]
    return []


def main():
    build = pathlib.Path(os.environ.get('YIDAN_BUILD', sources.ROOT / 'build'))
    layers = compiled_layers(build)
    headers = [path for path in sources.tracked('src/*.h') if path.parent.name in layers]
    options = flags(build)
    findings = [finding for path in headers for finding in check_guard(path)]
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for found in pool.map(lambda path: compile_alone(path, build, options), headers):
            findings += found
    sources.finish(findings)


if __name__ == '__main__':
    sys.exit(main())
