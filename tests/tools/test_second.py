# SPDX-License-Identifier: Apache-2.0
"""The second verifier (tests/second) on ledgers that are made here: what is right passes, and whatever is changed is found."""
import contextlib
import io
import json
import pathlib
import random
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tests' / 'second'))

import merkle  # noqa: E402
import small_log  # noqa: E402
import verify  # noqa: E402
from audit import Audit  # noqa: E402
from encoding import Problem, Unable, read_canonical, read_json, write_canonical  # noqa: E402
from notes import COSIGNATURE, ED25519, Checkpoint, Key, Receipt  # noqa: E402
from small_log import JURISDICTION, SmallLog, write_note  # noqa: E402
from source import Folder, numbered  # noqa: E402

SEED = time.time_ns()


def naive_root(leaves):
    """RFC 6962, 2.1, to the letter."""
    if not leaves:
        return merkle.EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return merkle.node_hash(naive_root(leaves[:k]), naive_root(leaves[k:]))


def naive_path(m, leaves):
    if len(leaves) == 1:
        return []
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    if m < k:
        return naive_path(m, leaves[:k]) + [naive_root(leaves[k:])]
    return naive_path(m - k, leaves[k:]) + [naive_root(leaves[:k])]


def naive_consistency(m, leaves, whole=True):
    if m == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    if m <= k:
        return naive_consistency(m, leaves[:k], whole) + [naive_root(leaves[k:])]
    return naive_consistency(m - k, leaves[k:], False) + [naive_root(leaves[:k])]


def flipped(content, masks):
    for at in range(len(content)):
        for mask in masks:
            yield at, content[:at] + bytes([content[at] ^ mask]) + content[at + 1:]


class Base(unittest.TestCase):
    def setUp(self):
        self.random = random.Random(SEED)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def audit(self, log, keys=None, earlier=None, checkpoint=None):
        """Publishes and reads it again; returns what was found wrong, as one text."""
        made = Audit(Folder(log.publish(self.folder, checkpoint)), keys or [log.signers[0].key])
        made.check(earlier)
        return made, '\n'.join(made.problems)

    def refuses(self, words, run, *given):
        with self.assertRaisesRegex(Problem, words):
            run(*given)

    def run_program(self, *words):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = verify.main([str(word) for word in words])
        return status, out.getvalue(), err.getvalue()


class TreeTest(Base):
    def test_roots_and_proofs_are_those_of_the_rfc(self):
        leaves = [merkle.leaf_hash(bytes([i % 256, i // 256])) for i in range(600)]
        trees = {}
        for size in [*range(1, 20), 31, 32, 33, 255, 256, 257, 300, 511, 512, 513, 600]:
            tree = merkle.Tree()
            for leaf in leaves[:size]:
                tree.append(leaf)
            trees[size] = tree
            root = merkle.root_of(tree, size)
            self.assertEqual(root, naive_root(leaves[:size]))
            for index in {0, size // 2, size - 1}:
                proof = merkle.inclusion_proof(tree, index, size)
                self.assertEqual(proof, naive_path(index, leaves[:size]))
                merkle.check_inclusion(leaves[index], index, size, proof, root)
            for old in range(1, size + 1, max(1, size // 40)):
                proof = merkle.consistency_proof(tree, old, size)
                self.assertEqual(proof, naive_consistency(old, leaves[:size]))
                merkle.check_consistency(old, naive_root(leaves[:old]), size, root, proof)

    def test_a_proof_with_anything_else_in_it_is_refused(self):
        leaves = [merkle.leaf_hash(bytes([i])) for i in range(13)]
        tree = merkle.Tree()
        for leaf in leaves:
            tree.append(leaf)
        root = merkle.root_of(tree, 13)
        proof = merkle.inclusion_proof(tree, 5, 13)
        for bad in (proof[:-1], proof + proof[:1], proof[::-1], [proof[0], *proof[:-1]]):
            self.refuses('proof', merkle.check_inclusion, leaves[5], 5, 13, bad, root)
        for index in set(range(13)) - {5}:
            self.refuses('proof', merkle.check_inclusion, leaves[5], index, 13, proof, root)
        self.refuses('not in a tree', merkle.check_inclusion, leaves[5], 13, 13, proof, root)
        proof = merkle.consistency_proof(tree, 7, 13)
        old = naive_root(leaves[:7])
        for bad in (proof[:-1], proof + proof[:1], proof[::-1]):
            self.refuses('proof|fork', merkle.check_consistency, 7, old, 13, root, bad)
        self.refuses('fork', merkle.check_consistency, 7, naive_root(leaves[1:8]), 13, root, proof)
        self.refuses('shrunk', merkle.check_consistency, 13, root, 7, old, proof)
        merkle.check_consistency(0, merkle.EMPTY_ROOT, 13, root, [])
        self.refuses('empty', merkle.check_consistency, 0, root, 13, root, [])

    def test_tiles_of_a_tree_are_those_of_the_specification(self):
        count = {}
        for level, _, width in merkle.tiles_of(70_000):
            count[level, width] = count.get((level, width), 0) + 1
        self.assertEqual(count, {(0, 256): 273, (0, 112): 1, (1, 256): 1, (1, 17): 1, (2, 1): 1})
        self.assertEqual(list(merkle.tiles_of(256)), [(0, 0, 256), (1, 0, 1)])
        self.assertEqual(numbered(1234067), 'x001/x234/067')
        self.assertEqual(numbered(7), '007')


class EncodingTest(Base):
    def test_json_that_could_be_read_in_two_ways_is_refused(self):
        good = '{"a":1,"b":"é\\n\\u0001","c":[-5,null,true]}'.encode()
        self.assertEqual(write_canonical(read_canonical(good, 'x', 1000)), good)
        for bad in (b'{"a":1,"a":1}', b'{"b":1,"a":1}', b'{"a": 1}', b'{"a":1.0}', b'{"a":1e3}', b'{"a":-0}', b'{"a":01}',
                    b'{"a":9007199254740992}', b'{"a":NaN}', b'{"a":"\\u00e9"}', b'{"a":"\\/"}', b'{"a":"\\u001F"}', b'{"a":"\x01"}',
                    b'{"a":"\\ud800"}', b'{"a":"\xff"}', '{"é":1}'.encode(), b'\xef\xbb\xbf{"a":1}', b'{"a":1}\n', b'{"a":1', b'',
                    b'{"a":' + b'[' * 20 + b']' * 20 + b'}', b'[' * 200_000, b'"' + b'x' * 2000 + b'"', b'{"a":1}{"a":1}'):
            self.refuses('', read_canonical, bad, 'x', 1000)
        self.refuses('nested', read_json, b'[' * 200_000, 'x', 1_000_000)
        self.refuses('twice', read_json, b'{"a":{"b":1,"b":2}}', 'x', 1000)
        self.refuses('2\\^53', read_json, b'[9007199254740992]', 'x', 1000)

    def test_keys_are_read_in_one_form(self):
        key = small_log.Signer('a.example/b', 'x').key
        self.assertEqual(Key.parse(str(key), ED25519), key)
        self.refuses('of type', Key.parse, str(key), COSIGNATURE)
        for at, content in flipped(str(key).encode(), [1, 2, 4, 8, 16, 32, 64]):
            with self.subTest(at=at):
                self.refuses('', Key.parse, content.decode(), ED25519)


class ReceiptTest(Base):
    def setUp(self):
        super().setUp()
        self.log = SmallLog()
        for number in range(5):
            self.log.receive(str(100 + number), f'AB{number}')
        self.key, self.witness = self.log.signers[0].key, self.log.witness.key

    def test_a_receipt_needs_nothing_but_itself(self):
        receipt = self.log.receipt(3, witnessed=True)
        entry, index, checkpoint = verify.check_receipt(receipt, [self.key], [self.witness])
        self.assertEqual((entry.data['code'], index, checkpoint.size), ('AB2', 3, 6))
        other = small_log.Signer(self.log.origin, 'other').key
        self.refuses('not signed', verify.check_receipt, receipt, [other], [])
        self.refuses('not cosigned', verify.check_receipt, self.log.receipt(3), [self.key], [self.witness])
        self.refuses('first entry of a case', verify.check_receipt, self.log.receipt(0), [self.key], [])

    def test_every_bit_of_a_receipt_counts(self):
        receipt = self.log.receipt(3, witnessed=True)
        for at, content in flipped(receipt, [1 << bit for bit in range(8)]):
            with self.subTest(at=at):
                self.refuses('', verify.check_receipt, content, [self.key], [self.witness])
        for at in range(len(receipt)):
            self.refuses('', verify.check_receipt, receipt[:at], [self.key], [self.witness])
        self.refuses('', verify.check_receipt, receipt + b'x', [self.key], [self.witness])

    def test_every_bit_of_a_short_receipt_counts(self):
        line = self.log.short(3, 5)
        folder = Folder(self.log.publish(self.folder))
        receipt, newest = verify.check_short(line, folder, [self.key], [])
        self.assertEqual((receipt.index, receipt.checkpoint.size, newest.size), (3, 5, 6))
        address = f'https://list.example/check#{line.replace(" ", "%20").replace("/", "%2F")}'
        self.assertEqual(verify.check_short(address, folder, [self.key], [])[0].leaf, receipt.leaf)
        for at, content in flipped(line.encode(), [1 << bit for bit in range(8)]):
            with self.subTest(at=at):
                self.refuses('', verify.check_short, content.decode('utf-8', 'surrogateescape'), folder, [self.key], [])

    def test_a_short_receipt_finds_a_log_that_was_rewritten_or_cut(self):
        line = self.log.short(3)
        other = SmallLog()
        for number in range(7):
            other.receive(str(100 + number), f'AB{number}' if number != 1 else 'XX1')
        self.refuses('fork', verify.check_short, line, Folder(other.publish(self.folder)), [self.key], [])
        shorter = SmallLog()
        shorter.receive('100', 'AB0')
        self.refuses('shrunk', verify.check_short, line, Folder(shorter.publish(self.folder)), [self.key], [])

    def test_a_short_receipt_outlives_its_key(self):
        line = self.log.short(3)
        self.log.change_key()
        self.log.receive('200', 'ZZ')
        _, newest = verify.check_short(line, Folder(self.log.publish(self.folder)), [self.key], [])
        self.assertEqual(newest.size, 8)


class CaseTest(Base):
    SHOWN = [(3, 'public_title'), (3, 'public_text'), (8, 'public_text'), (9, 'public_text'), (10, 'public_reason')]

    def setUp(self):
        super().setUp()
        self.log = SmallLog()
        self.log.receive('50', 'OTHER')
        self.log.live('51', 'MINE')
        self.key, self.witness = self.log.signers[0].key, self.log.witness.key
        self.proof = self.log.case('51', 'MINE', self.SHOWN, witnessed=True)

    def check(self, proof):
        content = proof if isinstance(proof, bytes) else json.dumps(proof, ensure_ascii=False, separators=(',', ':')).encode()
        return verify.check_case(content, [self.key], [self.witness])

    def test_the_fold_of_a_case(self):
        case, unknown, waiting, fields = self.check(self.proof)
        self.assertEqual((unknown, waiting, fields), (set(), 0, 5))
        at = [json.loads(item['entry'])['at'] for item in self.proof['entries']]
        self.assertEqual(case, {
            'stream': '51', 'seq': 10, 'state': 'closed', 'code': 'MINE', 'channel': 'web', 'kind': 'advice', 'category_id': '4',
            'area_id': '12', 'contact_by': at[0], 'reply_by': at[0] + 9, 'solve_by': at[0] + 10, 'visible': True, 'returns': 1,
            'answers': 1, 'received_at': at[0], 'released_at': at[2], 'unit_id': '8', 'assignment_id': '6', 'unit_deadline': at[4] + 30,
            'assigned_at': at[5], 'accepted_at': at[6], 'answered_at': at[7], 'closed_at': at[9], 'outcome': 'solved',
            'solved': None, 'satisfied': None, 'rated_by': None, 'rated_at': None, 'reopens': None,
            'reopened_at': None, 'decline_reason': None, 'declined_at': None, 'appealed_at': None, 'appeal_outcome': None,
            'withdrawn_at': None, 'waiting_since': None, 'waiting_reason': None, 'extension_until': None, 'extensions': None,
            'told_at': None, 'urgency': 'normal', 'programme_id': None})

    def test_a_returned_case_has_no_unit(self):
        size = 1 + 1 + 5
        case = verify.check_case(json.dumps(self.log.case('51', 'MINE', size=size)).encode(), [self.key], [])[0]
        self.assertEqual([case[name] for name in ('state', 'unit_id', 'assignment_id', 'unit_deadline', 'assigned_at', 'returns')],
                         ['returned', None, None, None, None, 1])

    def test_every_byte_of_a_proof_counts(self):
        proof = self.log.case('51', 'MINE', self.SHOWN, size=5, witnessed=True)
        content = json.dumps(proof, ensure_ascii=False, separators=(',', ':')).encode()
        self.check(content)
        right = json.loads(content)
        for at, changed in flipped(content, [0x20, 1 << self.random.randrange(5)]):
            try:
                said = json.loads(changed)
                # How many wait is not in the log yet, so nothing can prove it; all else can be.
                if {**said, 'waiting': 0} == right:
                    continue
            except ValueError:
                pass
            with self.subTest(at=at, seed=SEED), self.assertRaises((Problem, Unable)):
                self.check(changed)

    def test_what_is_left_out_doubled_or_moved_is_found(self):
        entries = self.proof['entries']
        for words, changed in (('belongs|comes after|begins', entries[1:]), ('missing|belongs', entries[:4] + entries[5:]),
                               ('index', entries[:4] + entries[3:]), ('missing', entries[:3] + [entries[4], entries[3]] + entries[5:])):
            self.refuses(words, self.check, {**self.proof, 'entries': changed})
        swapped = json.loads(json.dumps(self.proof))
        swapped['entries'][7]['fields'], swapped['entries'][8]['fields'] = swapped['entries'][8]['fields'], swapped['entries'][7]['fields']
        self.refuses('not what was entered', self.check, swapped)
        self.refuses('says case', self.check, {**self.proof, 'case': 'OTHER'})
        self.refuses('object of', self.check, {**self.proof, 'more': 1})
        with self.assertRaises(Unable):
            self.check({**self.proof, 'version': 2})

    def test_a_type_of_a_later_version_is_not_judged(self):
        self.log.event('51', 'case.sung', {})
        (self.folder / 'p').write_text(json.dumps(self.log.case('51', 'MINE')))
        status, out, err = self.run_program('case', self.folder / 'p', '--key', self.key)
        self.assertEqual((status, json.loads(out)['seq']), (2, 11))
        self.assertIn('case.sung in version 1', err)


class LogTest(Base):
    def big(self):
        log = SmallLog()
        log.live('10', 'LIVED')
        for number in range(290):
            log.receive(str(1000 + number), f'C{number}')
        return log

    def test_a_log_of_two_tiles(self):
        log = self.big()
        audit, wrong = self.audit(log, earlier=log.checkpoint(77))
        self.assertEqual(wrong, '')
        self.assertEqual((audit.tree.size, len(audit.fold.cases)), (301, 291))
        names = {str(path.relative_to(self.folder)) for path in self.folder.rglob('*') if path.is_file()}
        self.assertEqual(names, {'ledger/checkpoint', *(f'ledger/tile/{name}' for name in (
            '0/000', '0/001.p/45', '1/000.p/1', 'entries/000', 'entries/001.p/45'))})

    def test_every_byte_of_every_file_counts(self):
        log = SmallLog()
        log.receive('10', 'A')
        log.receive('11', 'B')
        log.publish(self.folder)
        for path in [path for path in self.folder.rglob('*') if path.is_file()]:
            content = path.read_bytes()
            masks = [1 << bit for bit in range(8)] if path.name == 'checkpoint' else [0x20, 1 << self.random.randrange(8)]
            for at, changed in flipped(content, masks):
                path.write_bytes(changed)
                audit = Audit(Folder(self.folder), [log.signers[0].key])
                audit.check()
                with self.subTest(path=path.name, at=at, seed=SEED):
                    self.assertTrue(audit.problems)
            for changed in (content[:-1], content + b'x', b''):
                path.write_bytes(changed)
                audit = Audit(Folder(self.folder), [log.signers[0].key])
                audit.check()
                self.assertTrue(audit.problems)
            path.write_bytes(content)

    def test_each_level_of_tiles_is_compared(self):
        log = self.big()
        for name, words in (('0/000', 'level 0, number 0: hash 3'), ('0/001.p/45', 'level 0, number 1: hash 3'), ('1/000.p/1', 'level 1')):
            log.publish(self.folder)
            path = self.folder / 'ledger/tile' / name
            content = bytearray(path.read_bytes())
            content[min(100, len(content) - 1)] ^= 1
            path.write_bytes(content)
            audit = Audit(Folder(self.folder), [log.signers[0].key])
            audit.check()
            self.assertRegex('\n'.join(audit.problems), words)

    def test_entries_dropped_doubled_or_moved_are_found_though_the_tree_is_signed_anew(self):
        def changed(change):
            log = SmallLog()
            log.live('10', 'A')
            log.live('20', 'B')
            change(log.entries)
            return self.audit(log)[1]

        self.assertEqual(changed(lambda entries: None), '')
        self.assertRegex(changed(lambda entries: entries.pop(4)), 'entry 4: case.returned.*missing')
        self.assertRegex(changed(lambda entries: entries.insert(5, entries[4])), 'entry 5: .*there twice')
        self.assertRegex(changed(lambda entries: entries.insert(4, entries.pop(5))), 'entry 5: .*comes after seq 5')
        self.assertRegex(changed(lambda entries: entries.insert(15, entries[4])), 'entry 15: .*comes after seq 10')
        self.assertRegex(changed(lambda entries: entries.pop(0)), 'begins with')
        self.assertRegex(changed(lambda entries: entries.pop(1)), 'entry 1: case.classified.*missing')

    def test_a_date_before_the_one_ahead_is_found(self):
        log = SmallLog()
        log.receive('10', 'A')
        log.event('10', 'case.released', {'extent': 'fact'}, at=small_log.START_US)
        self.assertRegex(self.audit(log)[1], 'entry 2: .*backdated')

    def test_what_does_not_belong_into_a_log_is_found(self):
        def with_event(words, *given, **more):
            log = SmallLog()
            log.receive('10', 'A')
            log.event(*given, **more)
            self.assertRegex(self.audit(log)[1], words)

        with_event('begins a case', '11', 'case.released', {})
        with_event('begins a case', '10', 'case.received', {'code': 'Z'})
        with_event('"type"', JURISDICTION, 'case.released', {})
        with_event('"by_unit"|"by"', '10', 'case.released', {}, by='somebody')
        with_event('"data"', '10', 'case.released', {'A b': 1})
        with_event('more than 16384', '10', 'case.released', {'x': 'y' * 17_000})
        with_event('missing', '10', 'case.released', {}, seq=9)
        with_event('says nothing of "unit_id"', '10', 'case.assigned', {'role': 'lead'})
        log = SmallLog()
        log.receive('10', 'A')
        log.receive('11', 'A')
        self.assertRegex(self.audit(log)[1], 'both have the code A')
        log.entries.append(log.entries.pop().replace(b'"jurisdiction":"1"', b'"jurisdiction":"2"'))
        self.assertRegex(self.audit(log)[1], 'jurisdiction 2 in the log of 1')

    def test_a_forked_log_is_found_by_an_earlier_checkpoint(self):
        log = SmallLog()
        for number in range(9):
            log.receive(str(10 + number), f'A{number}')
        earlier = log.checkpoint(8)
        other = SmallLog()
        for number in range(12):
            other.receive(str(10 + number), f'A{number}' if number != 4 else 'OTHER')
        self.assertEqual(self.audit(log, earlier=earlier)[1], '')
        self.assertEqual(self.audit(other)[1], '')
        self.assertRegex(self.audit(other, earlier=earlier)[1], 'forked')
        del log.entries[6:]
        self.assertRegex(self.audit(log, earlier=earlier)[1], 'shrunk')

    def test_the_first_release_counts(self):
        log = SmallLog()
        log.receive('10', 'A')
        first = json.loads(log.entries[log.event('10', 'case.released', {})])['at']
        log.event('10', 'case.released', {})
        self.assertEqual(self.audit(log)[0].fold.cases['10']['released_at'], first)

    def test_a_signed_root_that_the_entries_do_not_make_is_found(self):
        log = SmallLog()
        log.receive('10', 'A')
        signed = Checkpoint(log.origin, 2, merkle.leaf_hash(b'something else'))
        signed.signatures.append(log.signers[0].signature(signed))
        self.assertRegex(self.audit(log, checkpoint=signed)[1], 'do not make the root')

    def test_keys_are_followed(self):
        log = SmallLog()
        log.receive('10', 'A')
        before = log.checkpoint()
        log.change_key()
        log.receive('11', 'B')
        log.change_key()
        log.receive('12', 'C')
        for signer in log.signers:
            self.assertEqual(self.audit(log, [signer.key], earlier=before)[1], '')
        self.assertEqual(self.audit(log, checkpoint=log.checkpoint(signers=log.signers[1:]))[1], '')
        self.assertRegex(self.audit(log, checkpoint=log.checkpoint(signers=log.signers[:1]))[1], 'not signed with the key in force')
        stranger = small_log.Signer(log.origin, 'stranger')
        self.assertRegex(self.audit(log, [stranger.key])[1], 'not one of this log')
        self.assertRegex(self.audit(log, checkpoint=log.checkpoint(signers=[stranger]))[1], 'not signed')

    def test_a_key_cannot_be_changed_without_the_old_one(self):
        log = SmallLog()
        log.change_key()
        right = json.loads(log.entries[1])
        for name, words in (('old_signature', 'old_signature does not hold'), ('new_signature', 'new_signature does not hold'),
                            ('old_key', 'the key before it was'), ('new_key', 'does not hold')):
            changed = json.loads(log.entries[1])
            changed['data'][name] = ('0' if right['data'][name][0] != '0' else '1') + right['data'][name][1:]
            log.entries[1] = write_canonical(changed)
            self.assertRegex(self.audit(log)[1], words)
            log.entries[1] = write_canonical(right)

    def test_a_log_that_was_restored_names_the_one_before(self):
        old = SmallLog()
        old.receive('10', 'A')
        old.receive('11', 'LOST')
        last = old.checkpoint()
        _, key_id, content = last.signatures[0]

        def restored(signature):
            log = SmallLog(f'{old.origin}/2', {'number': 2, 'cause': 'restored', 'previous_origin': old.origin, 'previous_size': 3,
                                               'previous_root': last.root.hex(), 'previous_signature': signature.hex()})
            first = json.loads(log.entries[0])
            log.entries[0] = write_canonical({**first, 'seq': 2, 'at': first['at'] + 10_000_000})
            log.entries += old.entries[:2]
            log.seqs[JURISDICTION] = 2
            return log

        log = restored(key_id + content)
        self.assertEqual(self.audit(log)[1], '')
        self.assertRegex(self.audit(log, [old.signers[0].key])[1], 'was succeeded by ".*/2" after entries were lost: the key that was given')
        self.assertRegex(self.audit(log, [SmallLog('other.example/x').signers[0].key])[1], 'the key that was given is of "other')
        made, problems = self.audit(log, earlier=old.checkpoint(2))
        self.assertEqual(problems, '')
        self.assertRegex('\n'.join(made.notes), 'the earlier checkpoint is of ".*", which ended with 3 entries')
        old.receive('12', 'LATER')
        self.assertRegex(self.audit(log, earlier=old.checkpoint())[1], 'ended with 3 entries, and it had signed 4')
        other = SmallLog(old.origin)
        other.receive('10', 'A')
        other.receive('11', 'OTHER')
        self.assertRegex(self.audit(log, earlier=other.checkpoint())[1], 'another tree of 3 entries')
        self.assertRegex(self.audit(restored(key_id + content[::-1]))[1], 'does not belong to this checkpoint')
        log.event(JURISDICTION, 'unit.set', {}, at=log.now + 20_000_000)
        self.assertEqual(self.audit(log)[1], '')
        log.event(JURISDICTION, 'unit.set', {}, seq=2)
        self.assertRegex(self.audit(log)[1], 'comes after seq 3')


class ProgramTest(Base):
    def test_the_program_says_it_with_its_exit_status(self):
        log = SmallLog()
        log.live('10', 'LIVED')
        key = str(log.signers[0].key)
        log.publish(self.folder)
        (self.folder / 'r').write_bytes(log.receipt(1, witnessed=True))
        (self.folder / 'p').write_text(json.dumps(log.case('10', 'LIVED', CaseTest.SHOWN)))
        (self.folder / 'c').write_bytes(write_note(log.checkpoint(4)))
        self.assertEqual(self.run_program('receipt', self.folder / 'r', '--key', key, '--witness', log.witness.key)[0], 0)
        self.assertEqual(self.run_program('short', log.short(1), '--dir', self.folder, '--key', key)[0], 0)
        self.assertEqual(json.loads(self.run_program('case', self.folder / 'p', '--key', key)[1])['state'], 'closed')
        status, out, err = self.run_program('log', self.folder, '--key', key, '--from', self.folder / 'c', '--fold')
        self.assertEqual((status, [json.loads(line)['code'] for line in out.splitlines()]), (0, ['LIVED']))
        self.assertIn('all of it holds', err)
        (self.folder / 'ledger/checkpoint').write_bytes(write_note(log.checkpoint(signers=[small_log.Signer(log.origin, 'no')])))
        status, out, _ = self.run_program('log', self.folder, '--key', key)
        self.assertEqual(status, 1)
        self.assertIn('WRONG', out)
        self.assertEqual(self.run_program('receipt', self.folder / 'p', '--key', key)[0], 1)
        self.assertEqual(self.run_program('receipt', self.folder / 'none', '--key', key)[0], 2)
        self.assertEqual(self.run_program('receipt', self.folder / 'r', '--key', key[:-1])[0], 2)
        self.assertEqual(self.run_program('log', self.folder / 'none', '--key', key)[0], 2)
        self.assertEqual(self.run_program('log', 'http://127.0.0.1:1', '--key', key)[0], 2)

    def test_what_another_program_signed_is_read(self):
        golden = ROOT / 'tests' / 'golden' / 'ledger'
        log = Key.parse((golden / 'log.vkey').read_text().strip(), ED25519)
        witness = Key.parse((golden / 'witness.vkey').read_text().strip(), COSIGNATURE)
        receipt = Receipt.parse((golden / 'first.tlog-proof').read_bytes())
        self.assertEqual(receipt.checkpoint.key_among([log]), log)
        receipt.checkpoint.check_witnesses([witness])
        merkle.check_inclusion(merkle.leaf_hash(receipt.extra), receipt.index, 5, receipt.proof, receipt.checkpoint.root)
        self.refuses('beyond|not a time', Checkpoint.parse((golden / 'late.note').read_bytes()).check_witnesses, [witness])
        # The trees of RFC 6962's own tests: the leaves "", 0x00, 0x10, 0x2021.
        tree = merkle.Tree()
        for leaf, root in ((b'', '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'),
                           (b'\0', 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'),
                           (b'\x10', 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'),
                           (b'\x20\x21', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7')):
            tree.append(merkle.leaf_hash(leaf))
            self.assertEqual(merkle.root_of(tree, tree.size).hex(), root)

    def test_notes_have_limits(self):
        log = SmallLog()
        note = write_note(log.checkpoint())
        Checkpoint.parse(note)
        line = note.splitlines(keepends=True)[-1]
        self.refuses('more than', Checkpoint.parse, note + line * 64)
        self.refuses('more than', Checkpoint.parse, note + b'x' * 300_000)
        self.refuses('lines before', Checkpoint.parse, note.replace(b'\n\n', b'\nextension\n\n'))
        self.refuses('whole number', Checkpoint.parse, note.replace(b'\n1\n', b'\n01\n'))


if __name__ == '__main__':
    unittest.main()
