# SPDX-License-Identifier: Apache-2.0
"""Reads the small encodings of the ledger, each in the one way it may be written, and JSON with all its limits.

Whatever could be written in two ways is refused in all but one: otherwise two files would look different and prove the same,
or look the same to two programs and mean different things.
"""
import base64
import binascii
import json
import re

MAX_NUMBER = 2**53 - 1  # what events may hold
MAX_SIZE = 2**62  # leaves of a tree
MAX_DEPTH = 8


class Problem(Exception):
    """Something does not hold: exit status 1."""


class Unable(Exception):
    """Nothing can be said, because something could not be read or was asked wrongly: exit status 2."""


def clip(text, length=60):
    text = text if isinstance(text, str) else repr(text)
    return text if len(text) <= length else text[:length] + '…'


def decimal(text, what, maximum=MAX_SIZE):
    if not re.fullmatch('0|[1-9][0-9]{0,18}', text) or int(text) > maximum:
        raise Problem(f'{what}: "{clip(text)}" is not a whole number without leading zeros up to {maximum}')
    return int(text)


def from_base64(text, what, lengths=None):
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        value = None
    # Python lets unused bits at the end pass; writing it again finds them.
    if value is None or base64.b64encode(value).decode() != text:
        raise Problem(f'{what}: "{clip(text)}" is not base64')
    if lengths is not None and len(value) not in lengths:
        raise Problem(f'{what}: {len(value)} bytes instead of {" or ".join(map(str, lengths))}')
    return value


def to_base64(value):
    return base64.b64encode(value).decode()


def from_base64url(text, what, length):
    if not re.fullmatch('[A-Za-z0-9_-]*', text):
        raise Problem(f'{what}: "{clip(text)}" is not base64url')
    padded = text.replace('-', '+').replace('_', '/') + '=' * (-len(text) % 4)
    return from_base64(padded, what, [length])


def to_base64url(value):
    return base64.urlsafe_b64encode(value).decode().rstrip('=')


def from_hex(text, what, length=32):
    if not isinstance(text, str) or not re.fullmatch(f'[0-9a-f]{{{2 * length}}}', text):
        raise Problem(f'{what}: "{clip(text)}" is not {2 * length} lower-case hexadecimal digits')
    return bytes.fromhex(text)


def text_of(content, what):
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise Problem(f'{what}: not UTF-8 at byte {error.start}') from None


def _object(pairs):
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        raise Problem(f'the name "{clip(next(n for n in names if names.count(n) > 1))}" stands there twice')
    return made


def _integer(text):
    if text == '-0' or len(text) > 17 or abs(int(text)) > MAX_NUMBER:
        raise Problem(f'number {clip(text)} is beyond 2^53 - 1 or not written as it should be')
    return int(text)


def _no_number(text):
    raise Problem(f'number {clip(text)} is not whole')


def _check_depth(content, what):
    """Before Python's parser sees it, since that one recurses."""
    depth = 0
    for token in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', content, re.S):
        depth += {'[': 1, '{': 1, ']': -1, '}': -1}.get(token[0], 0)
        if depth > MAX_DEPTH:
            raise Problem(f'{what}: nested deeper than {MAX_DEPTH}')


def read_json(content, what, limit):
    """JSON of a file from outside; names once, whole numbers in their range."""
    if len(content) > limit:
        raise Problem(f'{what}: {len(content)} bytes, more than {limit}')
    text = text_of(content, what)
    _check_depth(text, what)
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_int=_integer, parse_float=_no_number, parse_constant=_no_number)
    except Problem as problem:
        raise Problem(f'{what}: {problem}') from None
    except (ValueError, RecursionError) as error:
        raise Problem(f'{what}: not JSON: {error}') from None
    return value


def write_canonical(value):
    """RFC 8785 as far as events need it: names are ASCII, so code points sort them as UTF-16 would."""
    return json.dumps(value, ensure_ascii=False, separators=(',', ':'), sort_keys=True, allow_nan=False).encode()


def _names_of(value):
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from _names_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names_of(inner)


def read_canonical(content, what, limit):
    value = read_json(content, what, limit)
    if any(not name.isascii() for name in _names_of(value)):
        raise Problem(f'{what}: a name in it is not ASCII')
    try:
        same = write_canonical(value) == content
    except UnicodeEncodeError:  # half of a surrogate pair, written as an escape
        same = False
    if not same:
        raise Problem(f'{what}: not canonical JSON (RFC 8785)')
    return value
