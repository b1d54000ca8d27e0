#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Rules that a look at the text can hold: the licence line, banned functions, lengths, no path of somebody's machine,
nothing left for later, no default in a switch over our own enum."""
import re
import sys

import sources

BANNED = {
    'strcpy': 'base/buf.h or memcpy', 'stpcpy': 'base/buf.h', 'strcat': 'base/buf.h', 'strncpy': 'base/buf.h or memcpy',
    'strncat': 'base/buf.h', 'sprintf': 'snprintf or buf_printf', 'vsprintf': 'vsnprintf', 'gets': 'read',
    'strtok': 'slice_cut', 'alloca': 'an arena', 'tmpnam': 'mkstemp', 'mktemp': 'mkstemp',
}
BANNED_IN_SRC = BANNED | {
    'atoi': 'slice_parse_i64', 'atol': 'slice_parse_i64', 'atoll': 'slice_parse_i64',
    'atof': 'slice_parse_double', 'strtol': 'slice_parse_i64', 'strtoul': 'slice_parse_u64', 'strtod': 'slice_parse_double',
    'scanf': 'base/slice.h', 'sscanf': 'base/slice.h', 'system': 'posix_spawn', 'popen': 'posix_spawn',
    'localtime': 'calendar/', 'gmtime': 'clock_civil_from_days', 'ctime': 'clock_format_rfc3339', 'strerror_l': 'strerror',
    'rand': 'base/random.h',
}
ALLOWED = {
    ('src/base/slice.c', 'strtod'),  # what the others are told to use
    ('src/json/writer.c', 'strtod'),  # looks for the shortest text that reads back as the same number
}

FILE_LINES = 650  # "about 600"
TEST_FILE_LINES = 950  # tables of cases are long and simple
FUNCTION_LINES = 60
LEFT_FOR_LATER = re.compile(r'\b(TO' r'DO|FIX' r'ME|X' r'XX|HA' r'CK)\b')
MACHINE_PATH = re.compile(r'(?<![\w.])/(?:work|tmp/wt|home/[a-z]|root)/')
BINARY = re.compile(r'\.(png|jpe?g|webp|heic|woff2?|ico|pdf|gz|br|db)$|(^|/)corpus/|package-lock\.json$|^tests/golden/')
SPDX = 'SPDX-License-Identifier: Apache-2.0'
NEEDS_SPDX = re.compile(r'\.(c|h|py|mjs|js|scss|sh)$|(^|/)(run|test|Makefile)$')


def without_comments_and_strings(text):
    """The same lines and columns, with what is comment or literal blanked out."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
    return pattern.sub(lambda match: re.sub(r'[^\n]', ' ', match[0]), text)


def check_any(path, text):
    place = sources.name(path)
    lines = text.splitlines()
    if NEEDS_SPDX.search(place) and SPDX not in '\n'.join(lines[:2]):
        yield path, 1, f'the first line says not "{SPDX}"'
    for number, line in enumerate(lines, 1):
        if LEFT_FOR_LATER.search(line):
            yield path, number, 'something is left for later; do it or say in an issue'
        if MACHINE_PATH.search(line):
            yield path, number, 'a path of one machine'
    if NEEDS_SPDX.search(place) and not text.endswith('\n'):
        yield path, len(lines), 'no newline at the end'


def check_functions(path, code):
    """A function is what begins with "{" in the first column and ends with "}" there (.clang-format sees to that)."""
    start = None
    for number, line in enumerate(code.splitlines(), 1):
        if line.rstrip() == '{':
            start = number
        elif line.rstrip() == '}' and start:
            if number - start - 1 > FUNCTION_LINES:
                yield path, start, f'a function of {number - start - 1} lines (more than {FUNCTION_LINES})'
            start = None


def check_c(path, text):
    place = sources.name(path)
    code = without_comments_and_strings(text)
    banned = BANNED_IN_SRC if place.startswith('src/') else BANNED
    for number, line in enumerate(code.splitlines(), 1):
        for match in re.finditer(r'(?<![\w.>])([a-z_]\w*)\s*\(', line):
            if match[1] in banned and (place, match[1]) not in ALLOWED:
                yield path, number, f'{match[1]} is banned: use {banned[match[1]]}'
    lines, limit = text.count('\n'), TEST_FILE_LINES if place.startswith('tests/') else FILE_LINES
    if lines > limit:
        yield path, limit, f'a file of {lines} lines (more than {limit}): it has two subjects'
    yield from check_functions(path, code)


def check(path):
    if BINARY.search(sources.name(path)):
        return
    try:
        text = path.read_text(encoding='utf-8')
    except UnicodeDecodeError:
        yield path, 1, 'is not UTF-8'
        return
    yield from check_any(path, text)
    if path.suffix in ('.c', '.h'):
        yield from check_c(path, text)


def main():
    sources.finish([finding for path in sources.tracked() for finding in check(path)])


if __name__ == '__main__':
    sys.exit(main())
