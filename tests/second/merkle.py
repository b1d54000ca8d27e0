# SPDX-License-Identifier: Apache-2.0
"""The hash tree of RFC 6962 section 2.1, cut into tiles of 256 hashes: recomputed, proven, checked.

Whatever has tile_hash(level, index), the hash over the 256^level leaves from index * 256^level on, can be asked for roots and
proofs: Tree below, which grows from leaves, and source.Tiles, which reads what a log publishes. Proofs made from the latter
are to be checked like those of a stranger; then nothing in a tile needs to be trusted.
"""
import hashlib

from encoding import Problem

WIDTH = 256
EMPTY_ROOT = hashlib.sha256(b'').digest()


def leaf_hash(entry):
    return hashlib.sha256(b'\0' + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b'\1' + left + right).digest()


class Tree:
    """All hashes of a growing tree that stand in tiles, in memory: 32 bytes a leaf and a little."""

    def __init__(self):
        self.levels = [bytearray()]

    @property
    def size(self):
        return len(self.levels[0]) // 32

    def append(self, leaf):
        for level in range(64):
            if level == len(self.levels):
                self.levels.append(bytearray())
            hashes = self.levels[level]
            hashes += leaf
            if len(hashes) % (32 * WIDTH):
                return
            leaf = fold_complete([bytes(hashes[i:i + 32]) for i in range(len(hashes) - 32 * WIDTH, len(hashes), 32)])

    def tile_hash(self, level, index):
        return bytes(self.levels[level][32 * index:32 * index + 32])

    def tile(self, level, index, width):
        return bytes(self.levels[level][32 * WIDTH * index:32 * (WIDTH * index + width)])


def fold_complete(hashes):
    """The root over 1, 2, 4 … 256 neighbours."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[i], hashes[i + 1]) for i in range(0, len(hashes), 2)]
    return hashes[0]


def tiles_of(size):
    """Yields (level, index, width) of all tiles of a tree of this size, the partial ones too."""
    level = 0
    while size >> (8 * level):
        hashes = size >> (8 * level)
        for index in range(hashes // WIDTH):
            yield level, index, WIDTH
        if hashes % WIDTH:
            yield level, hashes // WIDTH, hashes % WIDTH
        level += 1


def range_hash(reader, low, high):
    """MTH(D[low:high]), where low is a multiple of the next power of two that is not below high - low."""
    count = high - low
    if count & (count - 1) == 0:
        height = count.bit_length() - 1
        first = (low >> (8 * (height // 8)))
        return fold_complete([reader.tile_hash(height // 8, first + i) for i in range(1 << (height % 8))])
    middle = low + split(count)
    return node_hash(range_hash(reader, low, middle), range_hash(reader, middle, high))


def split(count):
    """The largest power of two below count."""
    return 1 << ((count - 1).bit_length() - 1)


def root_of(reader, size):
    return range_hash(reader, 0, size) if size else EMPTY_ROOT


def inclusion_proof(reader, index, size):
    """PATH(index, D[0:size]), the leaf's neighbour first."""
    proof = []
    low, high = 0, size
    while high - low > 1:
        middle = low + split(high - low)
        if index < middle:
            proof.append(range_hash(reader, middle, high))
            high = middle
        else:
            proof.append(range_hash(reader, low, middle))
            low = middle
    return proof[::-1]


def consistency_proof(reader, old, new):
    """PROOF(old, D[0:new])."""
    proof = []
    low, high = 0, new
    whole = True  # does the old tree end with this subtree's left edge at 0?
    while old != high:
        middle = low + split(high - low)
        if old <= middle:
            proof.append(range_hash(reader, middle, high))
            high = middle
        else:
            proof.append(range_hash(reader, low, middle))
            low = middle
            whole = False
    if not whole:
        proof.append(range_hash(reader, low, high))
    return proof[::-1]


def check_inclusion(leaf, index, size, proof, root):
    if index >= size:
        raise Problem(f'entry {index} is not in a tree of {size}')
    taken = iter(proof)

    def over(low, high):
        """The hash over this range, with what the proof says of the parts the leaf is not in."""
        if high - low == 1:
            return leaf
        middle = low + split(high - low)
        if index < middle:
            inner = over(low, middle)
            return node_hash(inner, _next(taken))
        inner = over(middle, high)
        return node_hash(_next(taken), inner)

    made = over(0, size)
    if next(taken, None) is not None:
        raise Problem('the proof of inclusion is too long')
    if made != root:
        raise Problem(f'the proof of inclusion does not lead from entry {index} to the root of the tree of {size}')


def _next(taken):
    value = next(taken, None)
    if value is None:
        raise Problem('the proof is too short')
    return value


def check_consistency(old, old_root, new, new_root, proof):
    if old > new:
        raise Problem(f'the tree has shrunk from {old} to {new}')
    if old == 0:
        if old_root != EMPTY_ROOT or proof:
            raise Problem('the empty tree has another root, or a proof where none belongs')
        return
    taken = iter(proof)

    def over(low, high):
        """The hashes over this range in the old and in the new tree; low is always within the old one."""
        if old == high:
            value = old_root if low == 0 else _next(taken)
            return value, value
        middle = low + split(high - low)
        if old <= middle:
            left_old, left_new = over(low, middle)
            return left_old, node_hash(left_new, _next(taken))
        right_old, right_new = over(middle, high)
        left = _next(taken)
        return node_hash(left, right_old), node_hash(left, right_new)

    made_old, made_new = over(0, new)
    if next(taken, None) is not None:
        raise Problem('the proof of consistency is too long')
    if made_old != old_root or made_new != new_root:
        raise Problem(f'the tree of {new} is not the tree of {old} with more behind it: the log has been forked')
