# SPDX-License-Identifier: Apache-2.0
"""tools/gen_assets.py: URLs, references between assets, compressed forms, what is refused."""
import gzip
import hashlib
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GENERATOR = ROOT / "tools/gen_assets.py"


class Assets(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.out = self.folder / "out"
        self.out.mkdir()

    def generate(self, files):
        for name, content in files.items():
            (self.folder / name).write_bytes(content)
        paths = [str(self.folder / name) for name in files]
        return subprocess.run([sys.executable, str(GENERATOR), "--out", str(self.out), *paths], capture_output=True, text=True)

    def slices(self, symbol):
        """identity, gzip and brotli of an asset, out of the blob."""
        source, blob = (self.out / "assets.c").read_text(), (self.out / "assets.bin").read_bytes()
        row = re.search(rf"\[{symbol}\] = .*\n(.*)", source).group(1)
        found = re.findall(r"\{(?:assets_bin \+ (\d+)|NULL), (\d+)\}", row)
        return [blob[int(offset or 0) : int(offset or 0) + int(size)] for offset, size in found]

    def test_references(self):
        text = b"a { background: url(/assets/dot.svg) }\n" * 20
        run = self.generate({"app.css": text, "dot.svg": b"<svg/>", "app.webmanifest": b'{"icon": "/assets/dot.svg"}'})
        self.assertEqual(run.stderr, "")
        digest = hashlib.sha256(b"<svg/>").hexdigest()
        url = f"/assets/dot.{digest[:12]}.svg"
        source = (self.out / "assets.c").read_text()
        self.assertIn(f'"{url}", {len(url)}', source)
        self.assertIn(f'"\\"{digest[:32]}\\""', source)
        identity, zipped, brotli = self.slices("ASSET_APP_CSS")
        self.assertEqual(identity, text.replace(b"/assets/dot.svg", url.encode()))
        self.assertIn(f"/assets/app.{hashlib.sha256(identity).hexdigest()[:12]}.css", source)
        self.assertEqual(gzip.decompress(zipped), identity)
        self.assertLess(len(brotli), len(zipped))
        self.assertEqual(self.slices("ASSET_DOT_SVG"), [b"<svg/>", b"", b""])
        self.assertIn(url.encode(), self.slices("ASSET_APP_WEBMANIFEST")[0])

    def test_same_input_same_output(self):
        files = {"b.js": b"let x = 1;\n" * 50, "a.css": b"a{}"}
        self.generate(files)
        first = {path.name: path.read_bytes() for path in self.out.iterdir()}
        self.generate(dict(reversed(files.items())))
        self.assertEqual(first, {path.name: path.read_bytes() for path in self.out.iterdir()})
        self.assertEqual(sorted(first), ["assets.S", "assets.bin", "assets.c", "assets.h"])

    def test_refused(self):
        for name, files, message in [
            ("unknown type", {"a.exe": b""}, "no content type"),
            ("odd name", {"A b.css": b""}, "a name has lower-case letters"),
            ("unknown reference", {"a.css": b"url(/assets/b.png)"}, "/assets/b.png is not among the assets"),
            ("circle", {"a.css": b"/assets/b.css", "b.css": b"/assets/a.css"}, "refers to itself by way of a.css → b.css → a.css"),
            ("same symbol", {"a-b.css": b"", "a_b.css": b""}, "ASSET_A_B_CSS"),
            ("not UTF-8", {"a.css": b"\xff"}, "utf-8"),
        ]:
            with self.subTest(name):
                run = self.generate(files)
                self.assertEqual(run.returncode, 1)
                self.assertIn(message, run.stderr)
                self.assertNotIn("Traceback", run.stderr)
                self.assertEqual(list(self.out.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
