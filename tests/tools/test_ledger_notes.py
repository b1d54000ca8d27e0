# SPDX-License-Identifier: Apache-2.0
"""The golden notes of the ledger are what a second implementation, in Node with OpenSSL's Ed25519, makes of the specifications;
tests/unit/test_ledger_notes.c holds the library in C to the same bytes."""
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / 'tests' / 'golden' / 'ledger'


class GoldenNotes(unittest.TestCase):
    def test_made_again_they_are_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(['node', ROOT / 'tests' / 'tools' / 'ledger_notes.mjs', folder], check=True)
            made = {path.name: path.read_bytes() for path in pathlib.Path(folder).iterdir()}
        kept = {path.name: path.read_bytes() for path in GOLDEN.iterdir()}
        self.assertEqual(sorted(made), sorted(kept))
        for name, content in made.items():
            with self.subTest(name):
                self.assertEqual(content, kept[name])


if __name__ == '__main__':
    unittest.main()
