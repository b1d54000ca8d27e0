#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Draws the pictures of the demonstration's matters: data/demo/photos/*.png.

Plain illustrations, not photographs: nobody can be recognised on them and nobody's rights are touched. A picture is a
list of shapes, each painted over the ones before it with smooth edges; the PNG is written by hand with zlib, so the only
thing needed is Python. tools/make_demo_photos.py [FOLDER] draws them all again.
"""

import math
import pathlib
import struct
import sys
import zlib

WIDTH, HEIGHT = 800, 600


class Picture:
    def __init__(self, top, bottom):
        """A backdrop shading from one colour to the other."""
        self.rows = []
        for y in range(HEIGHT):
            colour = [round(a + (b - a) * y / HEIGHT) for a, b in zip(rgb(top), rgb(bottom))]
            self.rows.append([tuple(colour)] * WIDTH)

    def paint(self, colour, box, distance):
        """Paints where distance(x, y) < 0, in pixels; half a pixel each side of the edge is blended."""
        red, green, blue = rgb(colour)
        left, top, right, bottom = (int(v) for v in box)
        for y in range(max(0, top - 1), min(HEIGHT, bottom + 2)):
            row = self.rows[y]
            for x in range(max(0, left - 1), min(WIDTH, right + 2)):
                cover = 0.5 - distance(x + 0.5, y + 0.5)
                if cover >= 1:
                    row[x] = (red, green, blue)
                elif cover > 0:
                    r, g, b = row[x]
                    row[x] = (round(r + (red - r) * cover), round(g + (green - g) * cover), round(b + (blue - b) * cover))

    def oval(self, colour, x, y, across, down, wobble=0.0, lobes=5):
        def distance(px, py):
            dx, dy = (px - x) / across, (py - y) / down
            edge = 1 + wobble * math.sin(lobes * math.atan2(dy, dx) + lobes)
            return (math.hypot(dx, dy) - edge) * min(across, down)

        reach = 1 + abs(wobble)
        self.paint(colour, (x - across * reach, y - down * reach, x + across * reach, y + down * reach), distance)

    def box(self, colour, left, top, right, bottom, radius=0):
        cx, cy, hw, hh = (left + right) / 2, (top + bottom) / 2, (right - left) / 2 - radius, (bottom - top) / 2 - radius

        def distance(px, py):
            dx, dy = abs(px - cx) - hw, abs(py - cy) - hh
            return math.hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - radius

        self.paint(colour, (left, top, right, bottom), distance)

    def stroke(self, colour, width, *points):
        for (ax, ay), (bx, by) in zip(points, points[1:]):
            length = (bx - ax) ** 2 + (by - ay) ** 2

            def distance(px, py, ax=ax, ay=ay, bx=bx, by=by, length=length):
                t = max(0, min(1, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length))
                return math.hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay)) - width / 2

            self.paint(colour, (min(ax, bx) - width, min(ay, by) - width, max(ax, bx) + width, max(ay, by) + width), distance)

    def area(self, colour, *points):
        """A convex polygon, its corners clockwise on the screen."""
        edges = []
        for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1]):
            length = math.hypot(bx - ax, by - ay)
            edges.append((ax, ay, (by - ay) / length, -(bx - ax) / length))

        def distance(px, py):
            return max((px - ax) * nx + (py - ay) * ny for ax, ay, nx, ny in edges)

        xs, ys = [p[0] for p in points], [p[1] for p in points]
        self.paint(colour, (min(xs), min(ys), max(xs), max(ys)), distance)

    def sag(self, colour, width, ax, ay, bx, by, depth):
        """A hanging cable."""
        points = [(ax + (bx - ax) * i / 16, ay + (by - ay) * i / 16 + depth * 4 * (i / 16) * (1 - i / 16)) for i in range(17)]
        self.stroke(colour, width, *points)

    def png(self):
        raw = b"".join(b"\0" + b"".join(bytes(p) for p in row) for row in self.rows)
        head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
        parts = ((b"IHDR", head), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts)


def rgb(colour):
    return tuple(int(colour[i:i + 2], 16) for i in (0, 2, 4))


def street(picture, ground="8d8f90"):
    """Houses behind, kerb and road in front."""
    for i, (colour, top) in enumerate((("d9cbb8", 170), ("c7d3d6", 120), ("dcc3b0", 200), ("cfd8c9", 150))):
        left = i * 200
        picture.box(colour, left, top, left + 200, 370)
        for column in range(3):
            for floor in range((350 - top) // 70):
                picture.box("8fa3ad", left + 24 + column * 58, top + 26 + floor * 66, left + 58 + column * 58, top + 66 + floor * 66, 3)
    picture.box("b9b3a8", 0, 370, WIDTH, 402)
    picture.box("a09a90", 0, 398, WIDTH, 408)
    picture.box(ground, 0, 408, WIDTH, HEIGHT)


def pothole():
    p = Picture("cfe3ee", "eef3f2")
    street(p)
    for left in (40, 250, 460, 670):
        p.area("e9e6da", (left, 560), (left + 12, 548), (left + 122, 548), (left + 110, 560))
    p.oval("77797a", 420, 490, 190, 56, 0.10, 7)
    p.oval("55504b", 424, 494, 160, 42, 0.11, 7)
    p.oval("6f8b9a", 430, 502, 118, 25, 0.07, 5)
    p.oval("9db6c2", 396, 497, 38, 6)
    for x, y, size in ((210, 500, 13), (250, 540, 9), (620, 520, 12), (590, 470, 8), (655, 485, 7), (330, 556, 8)):
        p.oval("6a6866", x, y, size, size * 0.6, 0.15, 4)
    p.stroke("5f6162", 3, (610, 480), (650, 468), (690, 474), (740, 460))
    p.stroke("5f6162", 3, (240, 478), (190, 462), (140, 470))
    p.stroke("8a5a33", 12, (556, 420), (548, 478))
    p.stroke("8a5a33", 12, (640, 420), (648, 474))
    p.stroke("a4703f", 12, (540, 416), (656, 416))
    p.stroke("a4703f", 10, (548, 340), (552, 416))
    p.stroke("a4703f", 10, (640, 340), (644, 416))
    p.box("a4703f", 540, 336, 650, 362, 6)
    return p


def lamp():
    p = Picture("16223d", "41507a")
    for x, y in ((90, 70), (210, 130), (330, 50), (520, 90), (640, 40), (720, 150), (150, 210), (450, 170)):
        p.oval("d9e2ff", x, y, 1.6, 1.6)
    p.oval("f3ecd0", 660, 110, 38, 38)
    p.oval("1e2b4a", 644, 100, 34, 34)
    for x, across, down in ((60, 150, 90), (260, 190, 120), (520, 220, 100), (760, 160, 130)):
        p.oval("1a2b33", x, 470, across, down, 0.04, 9)
    p.box("2b3438", 0, 460, WIDTH, HEIGHT)
    p.area("3a444a", (330, 460), (470, 460), (700, 600), (100, 600))
    for x, top, height in ((240, 150, 330), (560, 220, 250)):
        p.stroke("8894a0", 12 if x == 240 else 9, (x, top + height), (x, top))
        p.stroke("8894a0", 8, (x, top + 6), (x + 74, top - 16))
        p.area("22304f", (x - 46, top - 10), (x + 30, top - 42), (x + 36, top - 30), (x - 40, top + 2))
        p.box("5d6875", x + 54, top - 26, x + 118, top - 10, 7)
        p.box("39424d", x + 60, top - 12, x + 112, top - 6, 3)
    return p


def bin_():
    p = Picture("dcebdf", "f4f4ec")
    p.box("cbbfa9", 0, 120, WIDTH, 430)
    for row in range(5):
        p.box("b9ab93", 0, 178 + row * 62, WIDTH, 181 + row * 62)
        for column in range(7):
            x = column * 130 + (65 if row % 2 else 0)
            p.box("b9ab93", x, 120 + row * 62, x + 3, 180 + row * 62)
    p.box("a7a39b", 0, 430, WIDTH, HEIGHT)
    p.oval("8f8b84", 380, 540, 280, 26)
    p.area("3f7d52", (270, 250), (500, 250), (478, 530), (292, 530))
    p.area("4c9463", (256, 226), (514, 226), (506, 256), (264, 256))
    p.box("2d5c3c", 360, 210, 410, 228, 6)
    for x in (318, 382, 446):
        p.stroke("37704a", 6, (x, 290), (x * 0.9 + 38, 500))
    p.oval("2a2d2c", 304, 536, 20, 20)
    p.oval("2a2d2c", 466, 536, 20, 20)
    p.oval("d8d3c6", 580, 520, 62, 46, 0.08, 6)
    p.stroke("b9b3a2", 7, (580, 480), (588, 456))
    p.oval("5d6b78", 200, 524, 56, 40, 0.08, 5)
    p.stroke("48545f", 7, (200, 488), (192, 468))
    p.area("d7a764", (628, 470), (740, 470), (740, 548), (628, 548))
    p.box("c18f4b", 676, 470, 692, 548)
    p.oval("c9d94e", 120, 560, 26, 10, 0.2, 3)
    p.oval("e06b4b", 250, 566, 15, 13)
    return p


def toilet():
    p = Picture("e7eff0", "dfe8e8")
    for i in range(11):
        p.box("cfdadb", i * 80 - 1, 0, i * 80 + 1, 420)
    for i in range(6):
        p.box("cfdadb", 0, i * 80 - 1, WIDTH, i * 80 + 1)
    p.box("b7bdb9", 0, 420, WIDTH, HEIGHT)
    p.oval("9fa6a2", 330, 548, 150, 20)
    p.box("fbfbf8", 236, 210, 424, 340, 16)
    p.box("d5d9d6", 306, 222, 354, 238, 7)
    p.oval("fbfbf8", 330, 392, 130, 54)
    p.oval("dde3e1", 330, 388, 104, 38)
    p.oval("f4f6f4", 330, 384, 84, 28)
    p.area("f1f3f0", (230, 410), (430, 410), (388, 544), (272, 544))
    p.stroke("b9c2c4", 20, (520, 170), (520, 196))
    p.stroke("8f9aa0", 16, (520, 186), (520, 330), (690, 430))
    p.oval("c9d0d2", 520, 178, 26, 26)
    p.oval("7d878c", 520, 178, 6, 6)
    p.oval("e9edee", 640, 250, 30, 30)
    p.oval("6b7378", 632, 242, 5, 5)
    p.oval("6b7378", 650, 258, 5, 5)
    p.stroke("6b7378", 5, (704, 500), (716, 476))
    p.stroke("6b7378", 5, (660, 510), (676, 500))
    p.oval("d23f3f", 128, 300, 26, 26)
    p.oval("f2c9c9", 128, 300, 10, 10)
    return p


def tap():
    p = Picture("e9ecdf", "d7dccb")
    p.box("c9c3ae", 0, 430, WIDTH, HEIGHT)
    p.box("b3ac96", 0, 424, WIDTH, 436)
    p.stroke("8a949a", 44, (120, 180), (420, 180))
    p.stroke("8a949a", 44, (420, 180), (420, 262))
    p.box("6f797f", 396, 252, 446, 282, 6)
    p.box("79838a", 250, 92, 290, 164, 8)
    p.stroke("79838a", 26, (196, 92), (344, 92))
    p.box("9aa4a9", 96, 138, 136, 222, 8)
    p.stroke("a9834a", 20, (421, 284), (421, 470))
    p.stroke("c09a5c", 6, (416, 284), (416, 470))
    p.area("e4e9ea", (300, 440), (548, 440), (520, 570), (328, 570))
    p.area("b18a4d", (314, 486), (534, 486), (520, 566), (328, 566))
    p.oval("c9a466", 424, 488, 108, 15)
    p.oval("d9c08f", 424, 484, 30, 6)
    p.oval("98723a", 390, 540, 8, 5)
    p.oval("98723a", 450, 552, 11, 5)
    p.oval("98723a", 480, 530, 6, 4)
    return p


def tree():
    p = Picture("d8e9f2", "f3f1e4")
    p.box("d9d0bd", 0, 300, 300, 470)
    p.area("8a8378", (-20, 300), (150, 236), (330, 300))
    p.box("cfc4ad", 560, 320, 800, 470)
    p.area("7f786d", (540, 320), (690, 262), (830, 320))
    p.box("a9a39a", 0, 460, WIDTH, HEIGHT)
    for row in range(4):
        p.box("97918a", 0, 486 + row * 34, WIDTH, 488 + row * 34)
    p.oval("8c7a5c", 410, 520, 170, 34)
    p.oval("6f5f45", 410, 518, 140, 24)
    p.area("6b5138", (372, 250), (444, 250), (468, 516), (348, 516))
    p.stroke("6b5138", 30, (400, 290), (300, 190))
    p.stroke("6b5138", 26, (420, 280), (540, 180))
    p.stroke("5a432d", 4, (392, 300), (386, 500))
    p.stroke("5a432d", 4, (424, 290), (430, 490))
    for x, y, size, colour in ((280, 170, 110, "6f9457"), (540, 160, 120, "66894f"), (410, 110, 130, "7ba363"), (350, 200, 90, "5f8349"),
                               (480, 210, 95, "6f9457"), (610, 220, 70, "7ba363"), (210, 225, 70, "7ba363")):
        p.oval(colour, x, y, size, size * 0.72, 0.06, 8)
    for x, y in ((250, 150), (330, 90), (430, 70), (520, 120), (600, 190), (450, 200), (300, 220), (380, 150)):
        p.oval("93b877", x, y, 26, 14, 0.1, 5)
    return p


def cables():
    p = Picture("d3e2ea", "d3e2ea")
    p.box("d6c9b4", 0, 90, 250, HEIGHT)
    p.box("c8bda9", 550, 60, 800, HEIGHT)
    for left in (40, 150, 590, 700):
        for top in (150, 290, 430):
            p.box("7f929c", left, top, left + 66, top + 86, 4)
            p.box("a9bac2", left + 4, top + 4, left + 31, top + 82, 2)
    p.box("a49e95", 250, 560, 550, HEIGHT)
    p.stroke("6b5a49", 22, (402, 600), (402, 60))
    p.stroke("6b5a49", 12, (320, 110), (486, 110))
    p.stroke("6b5a49", 12, (334, 170), (470, 170))
    for i in range(7):
        p.sag("2f3133", 3 + i % 3, 0, 120 + i * 22, 396, 106 + i * 9, 30 + i * 13)
        p.sag("2f3133", 3 + (i + 1) % 3, 406, 106 + i * 9, 800, 96 + i * 26, 24 + i * 12)
    p.oval("3a3c3e", 402, 178, 46, 34, 0.12, 7)
    p.oval("55585b", 402, 178, 24, 17, 0.1, 5)
    p.stroke("2f3133", 5, (430, 200), (452, 300), (446, 400), (470, 500), (462, 566), (500, 574))
    p.box("5a6d78", 366, 236, 438, 300, 5)
    return p


def shelter():
    p = Picture("9fb2bf", "c6d0d2")
    p.box("8aa08a", 0, 320, WIDTH, 440)
    for x in (60, 200, 620, 760):
        p.oval("6f8a70", x, 330, 90, 60, 0.05, 8)
    p.box("a7a49c", 0, 440, WIDTH, 500)
    p.box("7f8386", 0, 500, WIDTH, HEIGHT)
    p.area("4f6a7c", (170, 150), (640, 150), (670, 190), (150, 190))
    p.box("3f5665", 150, 188, 670, 200)
    p.box("6d7a82", 210, 200, 224, 462)
    p.box("6d7a82", 596, 200, 610, 462)
    p.box("8d6f4c", 290, 390, 530, 406, 4)
    p.box("6d5538", 306, 406, 318, 458)
    p.box("6d5538", 502, 406, 514, 458)
    p.box("6d7a82", 694, 190, 704, 470)
    p.box("2f7d66", 664, 150, 736, 214, 6)
    p.box("eaf2ee", 676, 166, 724, 176, 2)
    p.box("eaf2ee", 676, 186, 712, 194, 2)
    for i in range(64):
        x, y = (i * 251 + i * i * 19) % 860, (i * 173 + i * i * 7) % 560
        p.stroke("dfe8ec", 2, (x, y), (x - 22, y + 42))
    p.oval("6a6e72", 380, 536, 120, 14)
    p.oval("95a4ac", 372, 534, 84, 8)
    return p


PICTURES = {"pothole": pothole, "lamp": lamp, "bin": bin_, "toilet": toilet, "tap": tap, "tree": tree, "cables": cables, "shelter": shelter}


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent / "data/demo/photos"
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in PICTURES.items():
        (folder / (name + ".png")).write_bytes(draw().png())


if __name__ == "__main__":
    main()
