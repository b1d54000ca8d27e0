# SPDX-License-Identifier: Apache-2.0
"""Signed notes, checkpoints, verifier keys and receipts: C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof."""
import dataclasses
import hashlib
import unicodedata

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from encoding import Problem, clip, decimal, from_base64, from_base64url, text_of, to_base64, to_base64url

MAX_NOTE = 256 * 1024
MAX_SIGNATURES = 64
MAX_NAME = 255
MAX_PROOF = 63
ED25519, COSIGNATURE = 1, 4
PROOF_HEAD = 'c2sp.org/tlog-proof@v1'
SHORT_HEAD = 'yidan-receipt/1'
CAUSES = {ED25519: 'a log', COSIGNATURE: 'a witness'}


def check_name(name, what):
    bad = any(c == '+' or c.isspace() or unicodedata.category(c) in ('Cc', 'Cs', 'Zs', 'Zl', 'Zp') for c in name)
    if not name or bad or len(name.encode()) > MAX_NAME:
        raise Problem(f'{what}: "{clip(name)}" cannot be a name of a key')
    return name


@dataclasses.dataclass(frozen=True)
class Key:
    name: str
    public: bytes
    kind: int = ED25519

    @property
    def id(self):
        return hashlib.sha256(self.name.encode() + b'\n' + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self):
        return f'{self.name}+{self.id.hex()}+{to_base64(bytes([self.kind]) + self.public)}'

    @staticmethod
    def parse(text, kind):
        parts = text.split('+', 2)
        if len(parts) != 3:
            raise Problem(f'"{clip(text)}" is not a verifier key (NAME+ID+BASE64)')
        name = check_name(parts[0], 'verifier key')
        content = from_base64(parts[2], f'verifier key of {clip(name)}', [33])
        if content[0] != kind:
            raise Problem(f'the key of {clip(name)} is of type {content[0]}; one of {CAUSES[kind]} is of type {kind}')
        key = Key(name, content[1:], kind)
        if parts[1] != key.id.hex():
            raise Problem(f'the verifier key of {clip(name)} has the id {clip(parts[1])}, its bytes say {key.id.hex()}')
        return key

    def verifies(self, signature, message):
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclasses.dataclass
class Checkpoint:
    origin: str
    size: int
    root: bytes
    signatures: list = dataclasses.field(default_factory=list)  # (name, id, bytes)

    @property
    def text(self):
        return f'{self.origin}\n{self.size}\n{to_base64(self.root)}\n'

    def signed_by(self, key):
        """True: signed; False: not. A signature under the key's name and id that does not hold is a Problem."""
        found = False
        for name, key_id, content in self.signatures:
            if (name, key_id) != (key.name, key.id):
                continue
            message = self.text
            if key.kind == COSIGNATURE:
                if len(content) != 72 or content[0] >= 0x80:
                    raise Problem(f'the cosignature of {clip(name)} is not a time and 64 bytes')
                message = f'cosignature/v1\ntime {int.from_bytes(content[:8], "big")}\n{message}'
            if not key.verifies(content[-64:] if key.kind == COSIGNATURE else content, message.encode()):
                raise Problem(f'the signature of {clip(name)} (key {key_id.hex()}) does not belong to this checkpoint')
            found = True
        return found

    def check_witnesses(self, witnesses):
        for key in witnesses:
            if not self.signed_by(key):
                raise Problem(f'the checkpoint of size {self.size} is not cosigned by {key.name}')

    def key_among(self, keys):
        """The key of the log that signed, or a Problem."""
        if self.origin not in {key.name for key in keys}:
            raise Problem(f'the checkpoint is of "{clip(self.origin)}", the key of "{clip(keys[0].name)}"')
        for key in keys:
            if key.name == self.origin and self.signed_by(key):
                return key
        raise Problem(f'the checkpoint of size {self.size} is not signed with {"this key" if len(keys) == 1 else "these keys"}')

    @staticmethod
    def parse(content, what='checkpoint'):
        if len(content) > MAX_NOTE:
            raise Problem(f'{what}: {len(content)} bytes, more than {MAX_NOTE}')
        text = text_of(content, what)
        if any(c < ' ' and c != '\n' for c in text):
            raise Problem(f'{what}: control characters in it')
        body, middle, tail = text.rpartition('\n\n')
        if not middle or not tail.endswith('\n'):
            raise Problem(f'{what}: not a signed note (text, an empty line, lines of signatures)')
        lines = body.split('\n')
        if len(lines) != 3:
            raise Problem(f'{what}: {len(lines)} lines before the signatures instead of origin, size and root')
        made = Checkpoint(check_name(lines[0], what), decimal(lines[1], f'{what}: size'), from_base64(lines[2], f'{what}: root', [32]))
        signatures = tail[:-1].split('\n')
        if len(signatures) > MAX_SIGNATURES:
            raise Problem(f'{what}: more than {MAX_SIGNATURES} signatures')
        for number, line in enumerate(signatures, 1):
            made.signatures.append(parse_signature(line, f'{what}: signature {number}'))
        return made


def parse_signature(line, what):
    parts = line.split(' ')
    if len(parts) != 3 or parts[0] != '\N{EM DASH}':
        raise Problem(f'{what}: "{clip(line)}" is not a dash, a name and base64')
    content = from_base64(parts[2], what)
    if len(content) < 5:
        raise Problem(f'{what}: too short')
    return check_name(parts[1], what), content[:4], content[4:]


@dataclasses.dataclass
class Receipt:
    """A tlog-proof."""
    extra: bytes
    index: int
    proof: list
    checkpoint: Checkpoint

    @staticmethod
    def parse(content):
        if len(content) > MAX_NOTE:
            raise Problem(f'receipt: {len(content)} bytes, more than {MAX_NOTE}')
        head, middle, note = content.partition(b'\n\n')
        lines = text_of(head, 'receipt').split('\n')
        if not middle or lines[0] != PROOF_HEAD:
            raise Problem(f'receipt: does not begin with "{PROOF_HEAD}", or has no checkpoint')
        if len(lines) < 3 or not lines[1].startswith('extra ') or not lines[2].startswith('index '):
            raise Problem('receipt: lines 2 and 3 are not "extra" with the entry and "index"')
        hashes = lines[3:]
        if len(hashes) > MAX_PROOF:
            raise Problem(f'receipt: a proof of {len(hashes)} hashes')
        return Receipt(from_base64(lines[1][6:], 'receipt: extra'), decimal(lines[2][6:], 'receipt: index'),
                       [from_base64(line, f'receipt: line {number}', [32]) for number, line in enumerate(hashes, 4)],
                       Checkpoint.parse(note, 'receipt: checkpoint'))


@dataclasses.dataclass
class ShortReceipt:
    index: int
    leaf: bytes
    checkpoint: Checkpoint

    def __str__(self):
        _, key_id, signature = self.checkpoint.signatures[0]
        return ' '.join([SHORT_HEAD, self.checkpoint.origin, str(self.index), to_base64url(self.leaf), str(self.checkpoint.size),
                         to_base64url(self.checkpoint.root), to_base64url(key_id), to_base64url(signature)])

    @staticmethod
    def parse(line):
        parts = line.split(' ')
        if len(parts) != 8 or parts[0] != SHORT_HEAD:
            raise Problem(f'not "{SHORT_HEAD}" and seven more parts: "{clip(line)}"')
        origin = check_name(parts[1], 'short receipt')
        signature = (origin, from_base64url(parts[6], 'short receipt: key id', 4),
                     from_base64url(parts[7], 'short receipt: signature', 64))
        checkpoint = Checkpoint(origin, decimal(parts[4], 'short receipt: size'),
                                from_base64url(parts[5], 'short receipt: root', 32), [signature])
        return ShortReceipt(decimal(parts[2], 'short receipt: index'), from_base64url(parts[3], 'short receipt: leaf', 32), checkpoint)
