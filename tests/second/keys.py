# SPDX-License-Identifier: Apache-2.0
"""Follows the keys of a log through its entries: ledger.started names the first, each ledger.key_changed the next."""
import dataclasses

from encoding import Problem, from_hex
from notes import Checkpoint, Key, check_name


@dataclasses.dataclass
class Change:
    index: int  # of the entry
    key: Key


def change_message(origin, old, new):
    return f'yidan/key/1\n{origin}\n{old.hex()}\n{new.hex()}'.encode()


class Keys:
    def __init__(self):
        self.origin = None
        self.number = None
        self.changes = []  # the first key, then each one after it
        self.earlier = {}  # number of an earlier log: its keys, as far as their entries survived
        self.origins = {}  # number of an earlier log: its origin
        self.previous = None  # last checkpoint of the log before, where this one says it was restored
        self.notes = []

    def add(self, index, entry):
        if index == 0 and entry.type != 'ledger.started':
            raise Problem(f'the log begins with {entry} instead of ledger.started')
        if entry.type == 'ledger.started':
            self._started(index, entry)
        elif entry.type == 'ledger.key_changed':
            self._changed(index, entry)

    def _started(self, index, entry):
        number = entry.get('number', (int,))
        origin = check_name(entry.get('origin', (str,)), str(entry))
        key = Key(origin, from_hex(entry.get('public_key'), f'{entry}: public_key'))
        if index:
            if number >= self.number or number in self.origins:
                raise Problem(f'{entry}: log {number} begins within log {self.number}')
            self.origins[number] = origin
            self.earlier.setdefault(number, []).append(key)
            return
        self.origin, self.number = origin, number
        self.changes.append(Change(0, key))
        cause = entry.get('cause', (str,))
        if (cause, number > 1) not in (('new', False), ('restored', True)):
            raise Problem(f'{entry}: log {number}, cause "{cause}"')
        if cause == 'restored':
            content = from_hex(entry.get('previous_signature'), f'{entry}: previous_signature', 68)
            before = check_name(entry.get('previous_origin', (str,)), str(entry))
            size = entry.get('previous_size', (int,))
            if size < 1:
                raise Problem(f'{entry}: the log before was of size {size}')
            root = from_hex(entry.get('previous_root'), f'{entry}: previous_root')
            self.previous = Checkpoint(before, size, root, [(before, content[:4], content[4:])])

    def _changed(self, index, entry):
        number = entry.get('number', (int,))
        names = ('old_key', 'new_key')
        old, new = (from_hex(entry.get(name), f'{entry}: {name}') for name in names)
        known = [change.key for change in self.changes] if number == self.number else self.earlier.get(number)
        if known is None:
            raise Problem(f'{entry}: there is no log {number} before it')
        if known[-1].public != old:
            raise Problem(f'{entry}: the key before it was {known[-1].public.hex()}, not {old.hex()}')
        origin = known[-1].name
        message = change_message(origin, old, new)
        for name, public in (('old_signature', old), ('new_signature', new)):
            if not Key(origin, public).verifies(from_hex(entry.get(name), f'{entry}: {name}', 64), message):
                raise Problem(f'{entry}: {name} does not hold')
        if number == self.number:
            self.changes.append(Change(index, Key(origin, new)))
        else:
            known.append(Key(origin, new))

    def in_force(self, size):
        """The key that signs trees of this size."""
        covered = [change.key for change in self.changes if change.index < size]
        return covered[-1] if covered else None

    def check_trusted(self, trusted):
        """Whoever knows one key of the log knows all later ones, since each is signed by the one before it."""
        own = [key for key in trusted if key.name == self.origin]
        if not own and trusted[0].name in [self.previous.origin if self.previous else None, *self.origins.values()]:
            raise Problem(f'the log "{trusted[0].name}" was succeeded by "{self.origin}" after entries were lost: the key that was given is of '
                          'the old one; take the key of the new one from a place that you trust')
        if not own:
            raise Problem(f'the log is "{self.origin}", the key that was given is of "{trusted[0].name}"')
        chain = [change.key for change in self.changes]
        for key in own:
            if key not in chain:
                raise Problem(f'the key {key.id.hex()} is not one of this log\'s: {", ".join(k.id.hex() for k in chain)}')

    def check_checkpoint(self, checkpoint, what):
        key = self.in_force(checkpoint.size)
        if checkpoint.origin != self.origin:
            raise Problem(f'{what} is of "{checkpoint.origin}", the log is "{self.origin}"')
        if key is None or not checkpoint.signed_by(key):
            raise Problem(f'{what} of size {checkpoint.size} is not signed with the key in force, {key.id.hex() if key else "none"}')

    def check_succession(self, earlier):
        """An earlier checkpoint of the log before: the end that this one names must not contradict it. True: it was of that log."""
        if self.previous is None or earlier.origin != self.previous.origin:
            return False
        for key in self.earlier.get(self.number - 1, []):
            if any(key.id == key_id for _, key_id, _ in earlier.signatures) and not earlier.signed_by(key):
                raise Problem('the earlier checkpoint is not signed with the key of its log')
        if earlier.size > self.previous.size:
            raise Problem(f'"{earlier.origin}" is said to have ended with {self.previous.size} entries, and it had signed {earlier.size}')
        if earlier.size == self.previous.size and earlier.root != self.previous.root:
            raise Problem(f'"{earlier.origin}" had signed another tree of {earlier.size} entries than the one it is said to have ended with; '
                          'keep both checkpoints, together they prove it')
        self.notes.append(f'the earlier checkpoint is of "{earlier.origin}", which ended with {self.previous.size} entries')
        return True

    def check_previous(self):
        """The last checkpoint of the log before: signed by a key of that log, as far as the surviving entries tell."""
        if self.previous is None:
            return
        known = [key for key in self.earlier.get(self.number - 1, []) if key.name == self.previous.origin]
        if not known:
            self.notes.append(f'the keys of log {self.number - 1} are not among the entries; its last checkpoint is not checked')
        elif not any(key.id == key_id for key in known for _, key_id, _ in self.previous.signatures):
            self.notes.append(f'the last checkpoint of log {self.number - 1} is signed with the key '
                f'{self.previous.signatures[0][1].hex()}, whose entry was lost: ask where the keys of that log are published')
        elif not any(self.previous.signed_by(key) for key in known):
            raise Problem(f'the last checkpoint of "{self.previous.origin}" (size {self.previous.size}) is not signed with its key')
