# SPDX-License-Identifier: Apache-2.0
"""Makes small ledgers for the tests of the second verifier, with Ed25519 keys of its own: no part of Yidan is run."""
import hashlib
import json
import pathlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from encoding import to_base64, write_canonical
from entries import commitment
from keys import change_message
from merkle import WIDTH, Tree, inclusion_proof, leaf_hash, root_of, tiles_of
from notes import COSIGNATURE, ED25519, PROOF_HEAD, Checkpoint, Key, ShortReceipt
from source import tile_path

START_US = 1_795_507_200_000_000
JURISDICTION = '1'
DASH = '\N{EM DASH}'


class Signer:
    def __init__(self, name, seed, kind=ED25519):
        self.secret = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed.encode()).digest())
        self.key = Key(name, self.secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw), kind)

    def signature(self, checkpoint, time=1_795_507_300):
        """(name, id, bytes), for Checkpoint.signatures."""
        content = checkpoint.text
        head = b''
        if self.key.kind == COSIGNATURE:
            content = f'cosignature/v1\ntime {time}\n{content}'
            head = time.to_bytes(8, 'big')
        return self.key.name, self.key.id, head + self.secret.sign(content.encode())


def write_note(checkpoint):
    lines = [f'{DASH} {name} {to_base64(key_id + content)}\n' for name, key_id, content in checkpoint.signatures]
    return (checkpoint.text + '\n' + ''.join(lines)).encode()


class SmallLog:
    def __init__(self, origin='list.example/small', cause=None):
        self.signers = [Signer(origin, f'{origin} 0')]
        self.witness = Signer('witness.example/w', 'witness', COSIGNATURE)
        self.entries = []
        self.salts = []  # of each entry, by field: (salt, value or None)
        self.seqs = {}
        self.now = START_US
        self.event(JURISDICTION, 'ledger.started', {'number': 1, 'origin': origin, 'public_key': self.signers[0].key.public.hex(),
                                                    'cause': 'new', **(cause or {})}, by='system')

    @property
    def origin(self):
        return self.signers[0].key.name

    def event(self, stream, kind, data, private=None, by='officer', at=None, seq=None):
        self.now += 1_000_000
        self.seqs[stream] = self.seqs.get(stream, 0) + 1 if seq is None else seq
        fields = {}
        for name, value in {'by_officer': '3' if by == 'officer' else None, **(private or {})}.items():
            salt = hashlib.sha256(f'{self.origin} {len(self.entries)} {name}'.encode()).digest()
            fields[name] = (salt, None if value is None else value.encode())
        self.salts.append(fields)
        self.entries.append(write_canonical({
            'at': self.now if at is None else at, 'by': by, 'by_unit': '7' if by == 'officer' else None, 'data': data,
            'jurisdiction': JURISDICTION, 'private': {name: commitment(name, *field) for name, field in fields.items()},
            'seq': self.seqs[stream], 'stream': stream, 'stream_kind': 'jurisdiction' if stream == JURISDICTION else 'case',
            'type': kind, 'v': 1}))
        return len(self.entries) - 1

    def receive(self, stream, code):
        return self.event(stream, 'case.received', {
            'area_id': '12', 'category_id': None, 'channel': 'web', 'code': code, 'contact_by': self.now + 5, 'kind': 'complaint',
            'reply_by': self.now + 6, 'solve_by': None}, {'name': '王', 'text': '路灯不亮', 'phone': None}, by='raiser')

    def live(self, stream, code):
        """A case from its beginning to its end, by way of a return and a correction."""
        self.receive(stream, code)
        self.event(stream, 'case.classified', {'category_id': '4', 'contact_by': self.now, 'kind': 'advice', 'reply_by': self.now + 9,
                                               'solve_by': self.now + 10})
        self.event(stream, 'case.released', {'extent': 'words'}, {'public_title': '路灯', 'public_text': 'Lamp "3"\n不亮 é'})
        self.event(stream, 'case.assigned', {'assignment_id': '5', 'unit_id': '7', 'deadline': self.now + 20, 'role': 'lead'})
        self.event(stream, 'case.returned', {'assignment_id': '5', 'unit_id': '7', 'reason_code': 'not_ours'}, {'reason': '不归我们'})
        self.event(stream, 'case.assigned', {'assignment_id': '6', 'unit_id': '8', 'deadline': self.now + 30, 'role': 'lead'})
        self.event(stream, 'case.accepted', {'assignment_id': '6'})
        self.event(stream, 'case.answered', {'correction': False}, {'public_text': '已修好'})
        self.event(stream, 'case.answered', {'correction': True}, {'public_text': '今天修好'})
        return self.event(stream, 'case.closed', {'outcome': 'solved'}, {'public_reason': '已核实'})

    def change_key(self):
        old = self.signers[-1]
        new = Signer(self.origin, f'{self.origin} {len(self.signers)}')
        message = change_message(self.origin, old.key.public, new.key.public)
        self.event(JURISDICTION, 'ledger.key_changed', {
            'number': 1, 'old_key': old.key.public.hex(), 'new_key': new.key.public.hex(),
            'old_signature': old.secret.sign(message).hex(), 'new_signature': new.secret.sign(message).hex()}, by='system')
        self.signers.append(new)

    def tree(self, size=None):
        tree = Tree()
        for entry in self.entries[:size]:
            tree.append(leaf_hash(entry))
        return tree

    def checkpoint(self, size=None, signers=None, witnessed=False):
        tree = self.tree(size)
        made = Checkpoint(self.origin, tree.size, root_of(tree, tree.size))
        made.signatures = [signer.signature(made) for signer in signers or self.signers[-1:]]
        if witnessed:
            made.signatures.append(self.witness.signature(made))
        return made

    def receipt(self, index, **checkpoint):
        made = self.checkpoint(**checkpoint)
        proof = inclusion_proof(self.tree(made.size), index, made.size)
        lines = [PROOF_HEAD, f'extra {to_base64(self.entries[index])}', f'index {index}', *map(to_base64, proof), '', '']
        return '\n'.join(lines).encode() + write_note(made)

    def short(self, index, size=None):
        return str(ShortReceipt(index, leaf_hash(self.entries[index]), self.checkpoint(size)))

    def case(self, stream, code, shown=(), **checkpoint):
        """proof.json; shown: (seq, name of the field)."""
        made = self.checkpoint(**checkpoint)
        tree = self.tree(made.size)
        items = []
        for index, content in enumerate(self.entries[:made.size]):
            entry = json.loads(content)
            if entry['stream'] == stream:
                fields = [(name, *self.salts[index][name]) for seq, name in shown if seq == entry['seq']]
                items.append({'index': index, 'proof': [part.hex() for part in inclusion_proof(tree, index, made.size)],
                              'entry': content.decode(),
                              'fields': [{'name': name, 'salt': salt.hex(), 'value': value.decode()} for name, salt, value in fields]})
        return {'version': 1, 'origin': self.origin, 'keys': [str(signer.key) for signer in self.signers],
                'checkpoint': write_note(made).decode(), 'case': code, 'entries': items, 'waiting': 0}

    def publish(self, folder, checkpoint=None):
        """Writes the files of the newest tree and returns the folder."""
        folder = pathlib.Path(folder)
        tree = self.tree()
        write(folder / 'ledger/checkpoint', write_note(checkpoint or self.checkpoint()))
        for level, index, width in tiles_of(tree.size):
            write(folder / 'ledger' / tile_path(level, index, width), tree.tile(level, index, width))
            if level == 0:
                bundle = self.entries[WIDTH * index:WIDTH * index + width]
                write(folder / 'ledger' / tile_path('entries', index, width),
                      b''.join(len(entry).to_bytes(2, 'big') + entry for entry in bundle))
        return folder


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
