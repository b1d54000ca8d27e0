# SPDX-License-Identifier: Apache-2.0
"""Entries of the ledger: their shape (docs/events.md), their commitments, and the rules of their order (docs/ledger.md)."""
import dataclasses
import hashlib
import re

from encoding import Problem, clip, from_hex, read_canonical

MAX_ENTRY = 16 * 1024
NAMES = ['at', 'by', 'by_unit', 'data', 'jurisdiction', 'private', 'seq', 'stream', 'stream_kind', 'type', 'v']
BY = ['raiser', 'officer', 'system']
ID = re.compile('[1-9][0-9]{0,18}')
NAME = re.compile('[a-z][a-z0-9_]{0,63}')
TYPE = re.compile(r'[a-z]{1,32}\.[a-z_]{1,32}')


@dataclasses.dataclass
class Entry:
    at: int
    by: str
    by_unit: str
    data: dict
    jurisdiction: str
    private: dict
    seq: int
    stream: str
    stream_kind: str
    type: str
    v: int

    def __str__(self):
        return f'{self.type} (stream {self.stream}, seq {self.seq})'

    @staticmethod
    def parse(content, what):
        value = read_canonical(content, what, MAX_ENTRY)
        if not isinstance(value, dict) or sorted(value) != NAMES:
            raise Problem(f'{what}: not an object of {", ".join(NAMES)}')
        _check_shape(value, what)
        return Entry(**value)

    def get(self, name, kinds=(str, int, bool, type(None))):
        if name not in self.data:
            raise Problem(f'{self} says nothing of "{name}"')
        value = self.data[name]
        if type(value) not in kinds:
            raise Problem(f'{self}: "{name}" is {clip(repr(value))}')
        return value

    def check_field(self, name, salt, value):
        """value: the bytes that are shown, None where it is said that there is none."""
        if name not in self.private:
            raise Problem(f'{self} has no private field "{clip(name)}"')
        if commitment(name, salt, value) != self.private[name]:
            raise Problem(f'{self}: what is shown as "{name}" is not what was entered')


def _check_shape(value, what):
    def need(right, name):
        if not right:
            raise Problem(f'{what}: "{name}" is {clip(repr(value[name]))}')

    def is_id(name):
        return isinstance(value[name], str) and ID.fullmatch(value[name])

    for name in ('at', 'seq', 'v'):
        need(type(value[name]) is int and value[name] > 0, name)
    for name in ('jurisdiction', 'stream'):
        need(is_id(name), name)
    need(value['by'] in BY, 'by')
    need(value['by_unit'] is None or (value['by'] == 'officer' and is_id('by_unit')), 'by_unit')
    need(value['stream_kind'] in ('case', 'jurisdiction'), 'stream_kind')
    need(value['stream_kind'] == 'case' or value['stream'] == value['jurisdiction'], 'stream')
    need(isinstance(value['type'], str) and TYPE.fullmatch(value['type']), 'type')
    need(value['type'].startswith('case.') == (value['stream_kind'] == 'case'), 'type')
    for name in ('data', 'private'):
        need(isinstance(value[name], dict) and all(NAME.fullmatch(key) for key in value[name]), name)
    for name, digits in value['private'].items():
        from_hex(digits, f'{what}: commitment of {name}')
    need('by_officer' in value['private'], 'private')


def commitment(name, salt, value):
    content = b'yidan/field/1\n' + bytes([len(name)]) + name.encode() + salt
    content += b'\0' if value is None else b'\1' + value
    return hashlib.sha256(content).hexdigest()


@dataclasses.dataclass
class Stream:
    kind: str
    seq: int
    at: int


class Order:
    """Checks the rules of the order, entry by entry. The first entry of a log may belong anywhere into its own stream: a log
    that begins when its jurisdiction already has a history stands before that history, but its event comes after it."""

    def __init__(self):
        self.jurisdiction = None
        self.first = None
        self.streams = {}

    def add(self, index, entry):
        """Yields what is wrong, in words."""
        if index == 0:
            self.jurisdiction = entry.jurisdiction
            if entry.seq > 1:
                self.first = entry
                return
        if entry.jurisdiction != self.jurisdiction:
            yield f'{entry}: jurisdiction {entry.jurisdiction} in the log of {self.jurisdiction}'
        stream = self.streams.setdefault(entry.stream, Stream(entry.stream_kind, 0, 0))
        if entry.stream_kind != stream.kind:
            yield f'{entry}: the stream was one of a {stream.kind}'
        if self.first and entry.stream == self.first.stream and stream.seq + 1 == self.first.seq:
            yield from self._step(stream, self.first)
            self.first = None
        yield from self._step(stream, entry)

    def _step(self, stream, entry):
        if entry.seq == stream.seq:
            yield f'{entry} is there twice'
        elif entry.seq < stream.seq:
            yield f'{entry} comes after seq {stream.seq}'
        elif entry.seq > stream.seq + 1:
            yield f'{entry} comes after seq {stream.seq}: {entry.seq - stream.seq - 1} between them are missing'
        if entry.seq > stream.seq and entry.at < stream.at:
            yield f'{entry} says it came {stream.at - entry.at} microseconds before the one ahead of it: backdated'
        if entry.type == 'case.received' and entry.seq != 1 or entry.seq == 1 and stream.kind == 'case' and entry.type != 'case.received':
            yield f'{entry}: case.received, and no other, begins a case'
        stream.seq = max(stream.seq, entry.seq)
        stream.at = max(stream.at, entry.at)

    def end(self):
        if not self.first:
            return
        stream = self.streams.get(self.first.stream, Stream('jurisdiction', 0, 0))
        yield from self._step(stream, self.first)
