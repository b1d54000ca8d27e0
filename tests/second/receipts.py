#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Receipts that were handed out, against a log as it is now: none may fail, whatever happened to the server in between.

  receipts.py URL|DIR FOLDER --key VKEY    every *.tlog-proof and *.checkpoint in the folder, and the whole log

Each receipt is checked by itself; then the log is read once, and the tree that its checkpoint names must be the beginning of
the log's, with the receipt's entry at its place. Checkpoints that somebody saw must be signed, and name beginnings of the log,
too. Exit status as that of verify.py.
"""
import argparse
import pathlib
import sys

from audit import Audit
from encoding import Problem, Unable
from merkle import leaf_hash, root_of
from notes import ED25519, MAX_NOTE, Checkpoint, Key, Receipt
from source import open_source
from verify import check_receipt, read_file


def check_tree(checkpoint, audit, roots):
    size = checkpoint.size
    if size > audit.tree.size:
        raise Problem(f'its tree has {size} entries, the log {audit.tree.size}')
    if size not in roots:
        roots[size] = root_of(audit.tree, size)
    if roots[size] != checkpoint.root:
        raise Problem(f'its tree of {size} entries is not the beginning of the log')


def check_checkpoint(content, keys, audit, roots):
    checkpoint = Checkpoint.parse(content)
    checkpoint.key_among(keys)
    check_tree(checkpoint, audit, roots)


def check_one(content, keys, audit, roots):
    _, index, checkpoint = check_receipt(content, keys, [])
    check_tree(checkpoint, audit, roots)
    if audit.tree.tile_hash(0, index) != leaf_hash(Receipt.parse(content).extra):
        raise Problem(f'entry {index} of the log is another')


def check_all(args):
    keys = [Key.parse(text, ED25519) for text in args.key]
    audit = Audit(open_source(args.where), keys)
    audit.check()
    folder, problems, roots = pathlib.Path(args.folder), list(audit.problems), {}
    files = [(file, check_one) for file in sorted(folder.glob('*.tlog-proof'))]
    files += [(file, check_checkpoint) for file in sorted(folder.glob('*.checkpoint'))]
    for file, check in files:
        try:
            check(read_file(file, MAX_NOTE), keys, audit, roots)
        except Problem as problem:
            problems.append(f'{file.name}: {problem}')
    for words in problems:
        print(f'WRONG: {words}')
    print(f'{audit.summary()}; {len(files)} receipts and checkpoints of {len(roots)} trees')
    return 1 if problems or not files else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('where', metavar='URL|DIR')
    parser.add_argument('folder')
    parser.add_argument('--key', action='append', required=True, metavar='VKEY')
    try:
        return check_all(parser.parse_args())
    except Problem as problem:
        print(f'WRONG: {problem}', file=sys.stderr)
        return 1
    except Unable as unable:
        print(f'cannot say: {unable}', file=sys.stderr)
        return 2


if __name__ == '__main__':
    sys.exit(main())
