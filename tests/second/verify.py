#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A second verifier of Yidan's ledger, made from docs/ledger.md, docs/events.md and the specifications they name alone.

  verify.py receipt FILE --key VKEY [--witness VKEY]             a receipt (tlog-proof), without any network
  verify.py short LINE --url URL | --dir DIR --key VKEY          the short receipt of a QR code, against the log as it is now
  verify.py case FILE --key VKEY                                 a proof.json; prints the fold of the case
  verify.py log URL|DIR --key VKEY [--from FILE] [--fold]        a whole log; --from: an earlier checkpoint of it

--key and --witness may stand several times. URL is the address of the jurisdiction, DIR a folder with ledger/checkpoint,
ledger/tile/… in it. Exit status: 0 it holds, 1 it does not (or what was given is not what it should be), 2 nothing can be
said (a file or server that cannot be read, a wrong option, an entry of a type that is newer than this program).
Needs Python 3.11 and its package cryptography, for Ed25519 alone.
"""
import argparse
import json
import sys
import urllib.parse

from audit import Audit
from encoding import Problem, Unable, clip, from_hex, read_json
from entries import MAX_ENTRY, Entry, Order
from fold import fold_one
from merkle import check_consistency, check_inclusion, consistency_proof, inclusion_proof, leaf_hash
from notes import COSIGNATURE, ED25519, MAX_NOTE, MAX_PROOF, Checkpoint, Key, Receipt, ShortReceipt
from source import Tiles, open_source

MAX_CASE = 64 * 1024 * 1024
MAX_CASE_ENTRIES = 10000
MAX_FIELDS = 100


def read_file(name, limit):
    try:
        with open(name, 'rb') as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise Unable(f'{name}: {error.strerror}') from None
    if len(content) > limit:
        raise Problem(f'{name}: more than {limit} bytes')
    return content


def check_receipt(content, keys, witnesses):
    """Returns the entry, its index and the checkpoint above it."""
    receipt = Receipt.parse(content)
    receipt.checkpoint.key_among(keys)
    receipt.checkpoint.check_witnesses(witnesses)
    check_inclusion(leaf_hash(receipt.extra), receipt.index, receipt.checkpoint.size, receipt.proof, receipt.checkpoint.root)
    entry = Entry.parse(receipt.extra, 'receipt: entry')
    if entry.type != 'case.received' or entry.seq != 1:
        raise Problem(f'a receipt is about the first entry of a case, this one about {entry}')
    return entry, receipt.index, receipt.checkpoint


def check_short(line, source, keys, witnesses):
    """Returns the receipt and the newest checkpoint. Reads a few tiles; where the key has changed since, the whole log."""
    if '#' in line:  # the whole address from the QR code
        line = urllib.parse.unquote(line.split('#', 1)[1], errors='replace')
    receipt = ShortReceipt.parse(line)
    newest = source.checkpoint()
    if any(key.name == newest.origin and newest.signed_by(key) for key in keys):
        receipt.checkpoint.key_among(keys)
        reader = Tiles(source, newest.size)
    else:
        audit = Audit(source, keys)
        audit.check()
        if audit.problems:
            raise Problem(audit.problems[0])
        audit.keys.check_checkpoint(receipt.checkpoint, 'the checkpoint of the receipt')
        newest, reader = audit.checkpoint, audit.tree
    newest.check_witnesses(witnesses)
    old = receipt.checkpoint
    if old.origin != newest.origin:
        raise Problem(f'the receipt is of "{old.origin}", the log is "{newest.origin}"')
    if old.size > newest.size:
        raise Problem(f'the log has shrunk: the receipt knows a tree of {old.size}, the newest is of {newest.size}')
    if receipt.index >= old.size:
        raise Problem(f'entry {receipt.index} is not in the tree of {old.size} that the receipt names')
    check_consistency(old.size, old.root, newest.size, newest.root, consistency_proof(reader, old.size, newest.size))
    check_inclusion(receipt.leaf, receipt.index, newest.size, inclusion_proof(reader, receipt.index, newest.size), newest.root)
    return receipt, newest


def need(value, names, what):
    """value is an object of exactly these names and types."""
    if not isinstance(value, dict) or sorted(value) != sorted(names):
        raise Problem(f'{what}: not an object of {", ".join(names)}')
    for name, kind in names.items():
        if type(value[name]) is not kind:
            raise Problem(f'{what}: "{name}" is {clip(repr(value[name]))}')


def check_case(content, keys, witnesses):
    """Returns (fold, unknown types, waiting, number of fields shown)."""
    proof = read_json(content, 'proof', MAX_CASE)
    need(proof, {'version': int, 'origin': str, 'keys': list, 'checkpoint': str, 'case': str, 'entries': list, 'waiting': int}, 'proof')
    if proof['version'] != 1:
        raise Unable(f'proof: version {proof["version"]}, this program knows 1')
    checkpoint = Checkpoint.parse(proof['checkpoint'].encode(), 'proof: checkpoint')
    checkpoint.key_among(keys)
    checkpoint.check_witnesses(witnesses)
    named = [Key.parse(text, ED25519) if isinstance(text, str) else None for text in proof['keys']]
    if proof['origin'] != checkpoint.origin or any(key is None or key.name != checkpoint.origin for key in named):
        raise Problem('proof: "origin" or one of "keys" is not of the log of the checkpoint')
    if not any(key in keys for key in named):
        raise Problem('proof: the key that was given is not one of its "keys"')
    if not 0 < len(proof['entries']) <= MAX_CASE_ENTRIES or proof['waiting'] < 0:
        raise Problem(f'proof: {len(proof["entries"])} entries, {proof["waiting"]} waiting')
    entries = []
    order = Order()
    before = -1
    fields = 0
    for number, item in enumerate(proof['entries']):
        what = f'proof: entry {number}'
        need(item, {'index': int, 'proof': list, 'entry': str, 'fields': list}, what)
        if item['index'] <= before:
            raise Problem(f'{what}: index {item["index"]} after {before}')
        before = item['index']
        entry = check_case_entry(item, checkpoint, what)
        for words in order.add(number, entry):
            raise Problem(f'{what}: {words}')
        if entry.stream_kind != 'case' or entry.seq != number + 1 or entry.stream != (entries or [entry])[0].stream:
            raise Problem(f'{what} is {entry}, where seq {number + 1} of the case belongs')
        entries.append(entry)
        fields += len(item['fields'])
    case, unknown = fold_one(entries)
    if case['code'] != proof['case']:
        raise Problem(f'proof: says case {clip(proof["case"])}, its entries are of {case["code"]}')
    return case, unknown, proof['waiting'], fields


def check_case_entry(item, checkpoint, what):
    if len(item['proof']) > MAX_PROOF or len(item['entry']) > MAX_ENTRY or len(item['fields']) > MAX_FIELDS:
        raise Problem(f'{what}: larger than it can be')
    content = item['entry'].encode()
    hashes = [from_hex(digits, f'{what}: proof') for digits in item['proof']]
    try:
        check_inclusion(leaf_hash(content), item['index'], checkpoint.size, hashes, checkpoint.root)
    except Problem as problem:
        raise Problem(f'{what}: {problem}') from None
    entry = Entry.parse(content, what)
    seen = set()
    for field in item['fields']:
        need(field, {'name': str, 'salt': str, 'value': str}, f'{what}: field')
        if field['name'] in seen:
            raise Problem(f'{what}: field "{clip(field["name"])}" is shown twice')
        seen.add(field['name'])
        entry.check_field(field['name'], from_hex(field['salt'], f'{what}: salt'), field['value'].encode())
    return entry


def show_case(case):
    return json.dumps(case, ensure_ascii=False)


def run_receipt(args):
    entry, index, checkpoint = check_receipt(read_file(args.file, MAX_NOTE), args.key, args.witness)
    print(f'case {entry.get("code")}: entry {index} of {checkpoint.origin}, under the checkpoint of size {checkpoint.size}')
    return 0


def run_short(args):
    receipt, newest = check_short(args.line.strip(), open_source(args.url or args.dir), args.key, args.witness)
    print(f'entry {receipt.index} of {newest.origin} stands as it did, in the tree of {receipt.checkpoint.size} and in that of {newest.size}')
    return 0


def run_case(args):
    case, unknown, waiting, fields = check_case(read_file(args.file, MAX_CASE), args.key, args.witness)
    print(show_case(case))
    print(f'{case["seq"]} entries are proven, {fields} shown fields are what was entered; {waiting} entries wait', file=sys.stderr)
    return say_unknown(unknown)


def say_unknown(unknown):
    for name, version in sorted(unknown):
        print(f'{name} in version {version} is not known here; the fold may be wrong', file=sys.stderr)
    return 2 if unknown else 0


def run_log(args):
    audit = Audit(open_source(args.where), args.key, args.witness)
    earlier = read_file(args.earlier, MAX_NOTE) if args.earlier else None
    audit.check(Checkpoint.parse(earlier, args.earlier) if earlier is not None else None)
    out = sys.stderr if args.fold else sys.stdout
    if args.fold:
        for case in audit.fold.cases.values():
            print(show_case(case))
    else:
        for case in audit.fold.cases.values():
            print(f'{case["code"]} {case["state"]}, {case["seq"]} entries')
    for words in audit.notes:
        print(f'note: {words}', file=out)
    for words in audit.problems:
        print(f'WRONG: {words}', file=out)
    if audit.more_problems:
        print(f'WRONG: and {audit.more_problems} more', file=out)
    print(audit.summary(), file=out)
    return 1 if audit.problems else say_unknown(audit.fold.unknown)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, metavar='receipt | short | case | log')

    def command(name, run):
        made = commands.add_parser(name)
        made.set_defaults(run=run)
        made.add_argument('--key', action='append', required=True, metavar='VKEY')
        made.add_argument('--witness', action='append', default=[], metavar='VKEY')
        return made

    command('receipt', run_receipt).add_argument('file')
    short = command('short', run_short)
    short.add_argument('line')
    where = short.add_mutually_exclusive_group(required=True)
    where.add_argument('--url')
    where.add_argument('--dir')
    command('case', run_case).add_argument('file')
    log = command('log', run_log)
    log.add_argument('where', metavar='URL|DIR')
    log.add_argument('--from', dest='earlier', metavar='CHECKPOINT_FILE')
    log.add_argument('--fold', action='store_true', help='the cases as lines of JSON on standard output, the words on the other')
    return parser


def main(words=None):
    args = arguments().parse_args(words)
    try:
        try:
            args.key = [Key.parse(text, ED25519) for text in args.key]
            args.witness = [Key.parse(text, COSIGNATURE) for text in args.witness]
        except Problem as problem:
            raise Unable(str(problem)) from None
        return args.run(args)
    except Problem as problem:
        print(f'WRONG: {problem}', file=sys.stderr)
        return 1
    except (Unable, UnicodeEncodeError) as error:
        print(f'cannot say: {error}', file=sys.stderr)
        return 2


if __name__ == '__main__':
    sys.exit(main())
