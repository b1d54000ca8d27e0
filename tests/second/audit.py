# SPDX-License-Identifier: Apache-2.0
"""Reads a whole log and checks all of it: the tree, the tiles, the order of its entries, its keys; folds its cases."""
from encoding import Problem
from entries import Entry, Order
from fold import Fold
from keys import Keys
from merkle import WIDTH, Tree, leaf_hash, root_of, tiles_of

MAX_ENTRIES = 100_000_000
MAX_PROBLEMS = 100


class Audit:
    def __init__(self, source, trusted, witnesses=()):
        self.source, self.trusted, self.witnesses = source, trusted, witnesses
        self.checkpoint = None
        self.tree, self.order, self.keys, self.fold = Tree(), Order(), Keys(), Fold()
        self.problems, self.more_problems, self.notes = [], 0, []

    def check(self, earlier=None):
        """Goes on after what is wrong as long as that makes sense, and leaves the words in problems."""
        if self.attempt(self._start) and self.attempt(self._read):
            for words in [*self.order.end(), *self.fold.check_codes()]:
                self.wrong(words)
            self.attempt(self._check_signatures)
            self.attempt(self.keys.check_previous)
        if self.checkpoint and earlier:
            self.attempt(self._check_earlier, earlier)
        self.notes += self.keys.notes

    def wrong(self, words):
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(words)
        else:
            self.more_problems += 1

    def attempt(self, step, *given):
        try:
            step(*given)
        except Problem as problem:
            self.wrong(str(problem))
            return False
        return True

    def summary(self):
        keys = len(self.keys.changes)
        return (f'{self.keys.origin}: {self.tree.size} entries, {len(self.fold.cases)} cases, {keys} key{"" if keys == 1 else "s"}, '
                f'{self.source.bytes} bytes read; {"something is wrong" if self.problems else "all of it holds"}')

    def _start(self):
        self.checkpoint = self.source.checkpoint()
        if not 0 < self.checkpoint.size <= MAX_ENTRIES:
            raise Problem(f'the tree is of size {self.checkpoint.size}; a log has at least its first entry, and at most {MAX_ENTRIES}')

    def _read(self):
        size = self.checkpoint.size
        for bundle in range(-(-size // WIDTH)):
            width = min(WIDTH, size - WIDTH * bundle)
            for place, content in enumerate(self.source.bundle(bundle, width)):
                self.tree.append(leaf_hash(content))
                self.attempt(self._entry, WIDTH * bundle + place, content)
        self._compare_tiles()
        if root_of(self.tree, size) != self.checkpoint.root:
            self.wrong(f'the entries do not make the root of the checkpoint of size {size}')

    def _entry(self, index, content):
        entry = Entry.parse(content, f'entry {index}')
        try:
            for words in self.order.add(index, entry):
                self.wrong(f'entry {index}: {words}')
            self.keys.add(index, entry)
            self.fold.add(entry)
        except Problem as problem:
            raise Problem(f'entry {index}: {problem}') from None

    def _compare_tiles(self):
        for level, index, width in tiles_of(self.checkpoint.size):
            self.attempt(self._compare_tile, level, index, width)

    def _compare_tile(self, level, index, width):
        said = self.source.tile(level, index, width)
        made = self.tree.tile(level, index, width)
        if said != made:
            place = next(i for i in range(width) if said[32 * i:32 * i + 32] != made[32 * i:32 * i + 32])
            raise Problem(f'tile of level {level}, number {index}: hash {place} is not what the entries make')

    def _check_signatures(self):
        self.keys.check_trusted(self.trusted)
        self.keys.check_checkpoint(self.checkpoint, 'the newest checkpoint')
        self.checkpoint.check_witnesses(self.witnesses)

    def _check_earlier(self, earlier):
        if self.keys.check_succession(earlier):
            return
        if earlier.size > self.checkpoint.size:
            # Its signature tells whether that is worth anything; the key in force then is the newest one or not known here.
            self.keys.check_checkpoint(earlier, 'the earlier checkpoint')
            raise Problem(f'the log has shrunk: a tree of {earlier.size} was signed, the newest is of {self.checkpoint.size}')
        if earlier.size > self.tree.size:
            raise Problem('the earlier checkpoint cannot be compared, since entries below it could not be read')
        self.keys.check_checkpoint(earlier, 'the earlier checkpoint')
        if root_of(self.tree, earlier.size) != earlier.root:
            raise Problem(f'the tree of {earlier.size} had another root when the earlier checkpoint was signed: the log was forked or '
                          'rewritten; keep both checkpoints, together they prove it')
