# SPDX-License-Identifier: Apache-2.0
"""tools/gen_files.py: names, bytes, order, what is refused."""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GENERATOR = ROOT / "tools/gen_files.py"


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "demo" / "areas").mkdir(parents=True)
        (self.folder / "holidays").mkdir()

    def generate(self, *paths, symbol="things"):
        return subprocess.run(
            [sys.executable, str(GENERATOR), "--out", str(self.folder), "--symbol", symbol, "--base", str(self.folder / "demo"), *map(str, paths)],
            capture_output=True, text=True)

    def test_names_and_bytes(self):
        contents = {"demo/z.csv": b"a,b\n", "demo/areas/x.geojson": b"{}", "holidays/2026.json": b"\x00\xff", "demo/empty": b""}
        for name, content in contents.items():
            (self.folder / name).write_bytes(content)
        run = self.generate(*(self.folder / name for name in contents))
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        blob = (self.folder / "things.bin").read_bytes()
        rows = re.findall(r'\{"(.*)", \{things_bin \+ (\d+), (\d+)\}\}', (self.folder / "things.c").read_text())
        self.assertEqual([row[0] for row in rows], ["../holidays/2026.json", "areas/x.geojson", "empty", "z.csv"])
        found = {name: blob[int(at):int(at) + int(size)] for name, at, size in rows}
        self.assertEqual(found, {"../holidays/2026.json": b"\x00\xff", "areas/x.geojson": b"{}", "empty": b"", "z.csv": b"a,b\n"})
        self.assertIn("#define THINGS_COUNT 4", (self.folder / "things.h").read_text())
        self.assertIn(str(self.folder / "things.bin"), (self.folder / "things.S").read_text())

    def test_refused(self):
        one = self.folder / "demo" / "one"
        one.write_bytes(b"1")
        self.assertIn("given twice", self.generate(one, one).stderr)
        self.assertIn("No such file", self.generate(self.folder / "none").stderr)
        self.assertIn("symbol", self.generate(one, symbol="No-symbol").stderr)
        self.assertFalse((self.folder / "things.c").exists())

    def test_equal_files_keep_their_time(self):
        one = self.folder / "demo" / "one"
        one.write_bytes(b"1")
        self.generate(one)
        times = [(self.folder / f"things{ending}").stat().st_mtime_ns for ending in (".h", ".c", ".S", ".bin")]
        self.generate(one)
        self.assertEqual(times, [(self.folder / f"things{ending}").stat().st_mtime_ns for ending in (".h", ".c", ".S", ".bin")])
        one.write_bytes(b"2")
        before = (self.folder / "things.S").read_text()
        self.generate(one)
        self.assertNotEqual(before, (self.folder / "things.S").read_text())


if __name__ == "__main__":
    unittest.main()
