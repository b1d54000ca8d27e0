#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Draws the invented areas of the demonstration district: data/demo/areas/*.geojson.

The district does not exist, so its map is drawn: an irregular outline, eight towns, their villages and communities, and
the grids inside those. Everything is cut from one raster of labels, so neighbours share their borders point by point:

  1. each pixel inside the outline belongs to the nearest town, village and grid seed, measured in coordinates bent by
     smooth noise (that is what makes borders wander);
  2. the borders between grids are traced as arcs from junction to junction, smoothed and thinned once;
  3. every polygon of every tree is a union of grids: the arcs with one of them on one side only, joined to a ring.

Nothing depends on the machine or the day: the only chance is a seeded generator of our own, and coordinates are written
with five decimals. Running it again must give the same bytes (tools/check_demo.py --areas compares).

    tools/make_demo_areas.py [FOLDER]      (default: data/demo/areas beside this script's folder)
"""

import json
import math
import pathlib
import sys

# The middle of the map lies in an uninhabited desert, so that no real street or village is meant by accident.
CENTRE_LON, CENTRE_LAT = 102.0, 40.0
KM_PER_DEGREE_LAT = 111.2
KM_PER_DEGREE_LON = 111.2 * math.cos(math.radians(CENTRE_LAT))
PIXEL_KM = 0.055
HALF_WIDTH, HALF_HEIGHT = 250, 225  # raster, in pixels from the middle
SEED = 20190910

# code, zh, en, kind, centre east km, centre north km, weight km² (more is larger), villages [(code, zh, en)]
TOWNS = [
    ("wangzhang", "望樟街道", "Wangzhang Subdistrict", "urban", 0.2, 1.2, 2.0, [
        ("zhangyinli", "樟荫里", "Zhangyinli"), ("saosixiang", "缫丝巷", "Saosixiang"), ("matoupo", "码头坡", "Matoupo"),
        ("guanjingxiang", "官井巷", "Guanjingxiang"), ("wenxingpo", "文星坡", "Wenxingpo"), ("nanxunxiang", "南薰巷", "Nanxunxiang"),
        ("huaiyinli", "槐荫里", "Huaiyinli"), ("youzhaxiang", "油榨巷", "Youzhaxiang"), ("jiangyuanpo", "酱园坡", "Jiangyuanpo")]),
    ("luzhu", "芦渚街道", "Luzhu Subdistrict", "urban", -3.9, -0.6, 3.0, [
        ("zhutou", "渚头", "Zhutou"), ("shaanli", "沙岸里", "Sha'anli"), ("yingheyuan", "映荷园", "Yingheyuan"),
        ("wangzhu", "望渚", "Wangzhu"), ("bailuan", "白芦岸", "Bailu'an"), ("lufeng", "芦风", "Lufeng"),
        ("dukouping", "渡口坪", "Dukouping"), ("dihuawan", "荻花湾", "Dihuawan")]),
    ("shibaqiao", "石坝桥街道", "Shibaqiao Subdistrict", "urban", 4.1, 3.4, 3.0, [
        ("jiwuli", "机务里", "Jiwuli"), ("zhuguanchang", "铸管厂", "Zhuguanchang"), ("hongzhuanlou", "红砖楼", "Hongzhuanlou"),
        ("xinhaolou", "信号楼", "Xinhaolou"), ("zhenmuchang", "枕木厂", "Zhenmuchang"), ("bawei", "坝尾", "Bawei"),
        ("gongnongpo", "工农坡", "Gongnongpo"), ("shuitapo", "水塔坡", "Shuitapo")]),
    ("luting", "鹭汀街道", "Luting Subdistrict", "urban", 0.6, -3.3, 3.0, [
        ("luming", "鹭鸣", "Luming"), ("lutingbei", "鹭汀北", "Lutingbei"), ("xinting", "新汀", "Xinting"),
        ("yunfanli", "云帆里", "Yunfanli"), ("jinzhang", "锦樟", "Jinzhang"), ("xuefupo", "学府坡", "Xuefupo"),
        ("luzhouwan", "鹭洲湾", "Luzhouwan"), ("qingheli", "清荷里", "Qingheli")]),
    ("nancha", "南汊街道", "Nancha Subdistrict", "urban", 5.8, -3.4, 8.0, [
        ("nanchakou", "南汊口", "Nanchakou"), ("shuangcha", "双汊", "Shuangcha"), ("chawan", "汊湾", "Chawan"),
        ("shacang", "砂仓", "Shacang"), ("taoyaoping", "陶窑坪", "Taoyaoping"), ("matangpu", "麻塘铺", "Matangpu")]),
    ("yunjian", "云枧镇", "Yunjian Town", "rural", -7.2, 6.4, 28.0, [
        ("yunjian", "云枧", "Yunjian"), ("jiantoutang", "枧头塘", "Jiantoutang"), ("qingjian", "青枧", "Qingjian"),
        ("zhulang", "竹浪", "Zhulang"), ("mashiling", "麻石岭", "Mashiling"), ("litangchong", "栗塘冲", "Litangchong"),
        ("chaaoli", "茶坳里", "Cha'aoli"), ("shanwu", "杉坞", "Shanwu")]),
    ("yudu", "榆渡镇", "Yudu Town", "rural", -7.0, -7.2, 26.0, [
        ("yudukou", "榆渡口", "Yudukou"), ("shayuan", "沙垸", "Shayuan"), ("yutangyuan", "鱼塘垸", "Yutangyuan"),
        ("hehuayuan", "荷花垸", "Hehuayuan"), ("dipo", "堤坡", "Dipo"), ("laodutou", "老渡头", "Laodutou"),
        ("lutangyuan", "芦塘垸", "Lutangyuan")]),
    ("youping", "柚坪镇", "Youping Town", "rural", 9.4, 7.2, 24.0, [
        ("youping", "柚坪", "Youping"), ("youhualing", "柚花岭", "Youhualing"), ("jinyou", "金柚", "Jinyou"),
        ("luocha", "罗汊", "Luocha"), ("nianfangchong", "碾坊冲", "Nianfangchong"), ("miyouyuan", "蜜柚园", "Miyouyuan"),
        ("shinianchong", "石碾冲", "Shinianchong")]),
]
# In a rural town these are communities of the market town, not villages.
RURAL_COMMUNITIES = {"yunjian-yunjian", "yudu-yudukou", "youping-youping"}
GRIDS_URBAN, GRIDS_RURAL = (3, 5), (3, 4)  # fewest and most grids in a community or village

# code, zh, en, towns whose grids they gather, login of the leader
PATCHES = [
    ("patch-1", "望樟片区", "Wangzhang patch", ["wangzhang"], "leader"),
    ("patch-2", "芦渚片区", "Luzhu patch", ["luzhu"], "leader-2"),
    ("patch-3", "石坝桥片区", "Shibaqiao patch", ["shibaqiao"], "leader-3"),
    ("patch-4", "南部片区", "Southern patch", ["luting", "nancha"], "leader-4"),
    ("patch-5", "云枧片区", "Yunjian patch", ["yunjian"], "leader-5"),
    ("patch-6", "榆渡片区", "Yudu patch", ["yudu"], "leader-6"),
    ("patch-7", "柚坪片区", "Youping patch", ["youping"], "leader-7"),
]
# code, zh, en, in charge unit, villages wholly inside
PARKS = [
    ("park-nancha", "南汊装备制造园", "Nancha Equipment Park", "platform-nancha", ["nancha-shacang", "nancha-taoyaoping"]),
    ("park-shiba", "石坝轨道配件园", "Shiba Rail Parts Park", "platform-shiba", ["shibaqiao-zhuguanchang"]),
]


class Chance:
    """A linear congruential generator (Knuth's MMIX constants): the same numbers on every machine for ever."""

    def __init__(self, seed):
        self.state = seed

    def unit(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 11) / 2**53

    def between(self, low, high):
        return low + int(self.unit() * (high - low + 1))


class Noise:
    """Smooth noise in -1…1 over the plane, by interpolating random values on a square lattice."""

    def __init__(self, chance, cell_pixels):
        self.cell = cell_pixels
        self.side = 2 * max(HALF_WIDTH, HALF_HEIGHT) // cell_pixels + 4
        self.values = [2 * chance.unit() - 1 for _ in range(self.side * self.side)]

    def at(self, column, row):
        x, y = column / self.cell, row / self.cell
        left, top = int(x), int(y)
        u, v = x - left, y - top
        u, v = u * u * (3 - 2 * u), v * v * (3 - 2 * v)
        i = top * self.side + left
        a, b = self.values[i], self.values[i + 1]
        c, d = self.values[i + self.side], self.values[i + self.side + 1]
        return (a + (b - a) * u) * (1 - v) + (c + (d - c) * u) * v


def bent_plane(chance):
    """(column, row) → (east km, north km) of the bent plane, for the pixels inside the outline."""
    bends = [(Noise(chance, 46), Noise(chance, 46), 1.25), (Noise(chance, 15), Noise(chance, 15), 0.40), (Noise(chance, 6), Noise(chance, 6), 0.10)]
    lobes = [(k, 0.16 / k**0.7 * (0.5 + chance.unit()), 2 * math.pi * chance.unit()) for k in range(2, 10)]
    plane = {}
    for row in range(2 * HALF_HEIGHT):
        for column in range(2 * HALF_WIDTH):
            east = (column - HALF_WIDTH + 0.5) * PIXEL_KM
            north = (HALF_HEIGHT - row - 0.5) * PIXEL_KM
            bent_east, bent_north = east, north
            for shift_east, shift_north, km in bends:
                bent_east += km * shift_east.at(column, row)
                bent_north += km * shift_north.at(column, row)
            angle = math.atan2(bent_north, bent_east)
            reach = 1 + sum(size * math.sin(k * angle + phase) * 0.55 for k, size, phase in lobes)
            if (bent_east / 12.2) ** 2 + (bent_north / 10.6) ** 2 < reach * reach * 0.80:
                plane[(column, row)] = (bent_east, bent_north)
    return plane


def spread_seeds(chance, pixels, plane, count):
    """`count` seeds spread evenly over the pixels: farthest points first, then settled by moving to the means."""
    pixels = pixels[:: max(1, len(pixels) // 1500)]
    places = [plane[p] for p in pixels]
    seeds = [places[chance.between(0, len(places) - 1)]]
    while len(seeds) < count:
        seeds.append(max(places, key=lambda p: min((p[0] - s[0]) ** 2 + (p[1] - s[1]) ** 2 for s in seeds)))
    for _ in range(4):
        sums = [[0.0, 0.0, 0] for _ in seeds]
        for p in places:
            s = sums[nearest(p, seeds)]
            s[0] += p[0]
            s[1] += p[1]
            s[2] += 1
        seeds = [(s[0] / s[2], s[1] / s[2]) if s[2] else old for s, old in zip(sums, seeds)]
    return sorted(seeds, key=lambda s: (-round(s[1], 6), s[0]))


def nearest(place, seeds):
    best, best_distance = 0, math.inf
    for i, seed in enumerate(seeds):
        distance = (place[0] - seed[0]) ** 2 + (place[1] - seed[1]) ** 2
        if distance < best_distance:
            best, best_distance = i, distance
    return best


def label_pixels(chance):
    """pixel → grid code, and the villages with their grids in order."""
    plane = bent_plane(chance)
    of_town = {town[0]: [] for town in TOWNS}
    for pixel, (east, north) in plane.items():
        town = min(TOWNS, key=lambda t: (east - t[4]) ** 2 + (north - t[5]) ** 2 - t[6])
        of_town[town[0]].append(pixel)
    labels, grids_of_village = {}, {}
    for town, _, _, kind, _, _, _, villages in TOWNS:
        seeds = spread_seeds(chance, of_town[town], plane, len(villages))
        of_village = [[] for _ in villages]
        for pixel in of_town[town]:
            of_village[nearest(plane[pixel], seeds)].append(pixel)
        for (village, _, _), pixels in zip(villages, of_village):
            code = town + "-" + village
            count = chance.between(*(GRIDS_URBAN if kind == "urban" else GRIDS_RURAL))
            grid_seeds = spread_seeds(chance, pixels, plane, count)
            grids_of_village[code] = ["%s-g%d" % (code, i + 1) for i in range(count)]
            for pixel in pixels:
                labels[pixel] = grids_of_village[code][nearest(plane[pixel], grid_seeds)]
    return labels, grids_of_village


def tidy(labels):
    """Gives every stray piece of a label to its neighbours and removes corners where two labels only touch."""
    for _ in range(40):
        changed = drop_strays(labels) + drop_touching_corners(labels)
        if not changed:
            return
    raise SystemExit("labels do not settle")


def drop_strays(labels):
    seen, pieces = set(), {}
    for start in sorted(labels):
        if start in seen:
            continue
        piece, waiting = [], [start]
        seen.add(start)
        while waiting:
            pixel = waiting.pop()
            piece.append(pixel)
            for other in beside(pixel):
                if other not in seen and labels.get(other) == labels[start]:
                    seen.add(other)
                    waiting.append(other)
        pieces.setdefault(labels[start], []).append(piece)
    changed = 0
    largest_labels = {}
    for label, of_label in pieces.items():
        of_label.sort(key=lambda piece: (-len(piece), piece))
        for piece in of_label[1:]:
            for pixel in piece:
                votes = [labels[o] for o in beside(pixel) if labels.get(o, label) != label]
                largest_labels[pixel] = max(sorted(set(votes)), key=votes.count) if votes else None
    for pixel, label in largest_labels.items():
        if label is not None:
            labels[pixel] = label
            changed += 1
        elif not any(o in labels for o in beside(pixel)):
            del labels[pixel]
            changed += 1
    return changed


def drop_touching_corners(labels):
    changed = 0
    for column, row in sorted(labels):
        here, right = labels.get((column, row)), labels.get((column + 1, row))
        below, across = labels.get((column, row + 1)), labels.get((column + 1, row + 1))
        if (here == across and here != right and here != below) or (right is not None and right == below and right not in (here, across)):
            fill = here if here == across else right
            for pixel in ((column + 1, row), (column, row)):
                if pixel in labels and labels[pixel] != fill:
                    labels[pixel] = fill
                    changed += 1
                    break
    return changed


def beside(pixel):
    column, row = pixel
    return ((column + 1, row), (column - 1, row), (column, row + 1), (column, row - 1))


def trace_arcs(labels):
    """Borders between labels as (points, label on the left, label on the right); points are corners of pixels."""
    edges = {}  # corner → {next corner: (left, right)}
    for column, row in labels:
        for dc, dr, start, end in ((0, -1, (0, 0), (1, 0)), (0, 1, (1, 1), (0, 1)), (-1, 0, (0, 1), (0, 0)), (1, 0, (1, 0), (1, 1))):
            mine, other = labels[(column, row)], labels.get((column + dc, row + dr))
            if mine != other:
                a, b = (column + start[0], row + start[1]), (column + end[0], row + end[1])
                # Rows run south, so walking the pixel's rim in this order keeps it on the right hand.
                edges.setdefault(a, {})[b] = (other, mine)
                edges.setdefault(b, {})[a] = (mine, other)
    junctions = sorted(corner for corner, ways in edges.items() if len(ways) != 2)
    arcs, walked = [], set()
    for junction in junctions:
        for step in sorted(edges[junction]):
            if (junction, step) in walked:
                continue
            points, sides = [junction, step], edges[junction][step]
            while len(edges[points[-1]]) == 2:
                points.append(next(way for way in edges[points[-1]] if way != points[-2]))
            walked.add((junction, step))
            walked.add((points[-1], points[-2]))
            arcs.append((points, *sides))
    if sum(len(arc[0]) - 1 for arc in arcs) * 2 != sum(len(ways) for ways in edges.values()):
        raise SystemExit("an area lies wholly inside another: change the seed")
    return arcs


def smooth(points):
    """Rounds the steps of the raster off; both ends stay."""
    points = [(float(x), float(y)) for x, y in points]
    for _ in range(4):
        middle = [((a[0] + 2 * b[0] + c[0]) / 4, (a[1] + 2 * b[1] + c[1]) / 4) for a, b, c in zip(points, points[1:], points[2:])]
        points = [points[0], *middle, points[-1]]
    return points


def thin(points, tolerance):
    """Douglas-Peucker; a closed arc is split at its farthest point first."""
    if len(points) < 3:
        return points
    (ax, ay), (bx, by) = points[0], points[-1]
    length = math.hypot(bx - ax, by - ay)

    def off(p):
        if length == 0:
            return math.hypot(p[0] - ax, p[1] - ay)
        return abs((bx - ax) * (p[1] - ay) - (by - ay) * (p[0] - ax)) / length

    far = max(range(1, len(points) - 1), key=lambda i: off(points[i]))
    if off(points[far]) <= tolerance:
        return [points[0], points[-1]]
    return thin(points[: far + 1], tolerance)[:-1] + thin(points[far:], tolerance)


def to_degrees(point):
    east, north = (point[0] - HALF_WIDTH) * PIXEL_KM, (HALF_HEIGHT - point[1]) * PIXEL_KM
    return (round(CENTRE_LON + east / KM_PER_DEGREE_LON, 5), round(CENTRE_LAT + north / KM_PER_DEGREE_LAT, 5))


def outline(arcs, members):
    """The ring round the union of the member grids, counter-clockwise, closed."""
    parts = {}
    for points, left, right in arcs:
        if (left in members) != (right in members):
            part = points if left in members else points[::-1]
            if part[0] in parts:
                raise SystemExit("an area touches itself at a point: change the seed")
            parts[part[0]] = part
    start = min(parts)
    ring = [start]
    while parts and ring[-1] in parts:
        ring += parts.pop(ring[-1])[1:]
    if parts:
        raise SystemExit("an area has a hole or two pieces: %s" % sorted(members)[0])
    return ring


def feature(arcs, members, **properties):
    ring = outline(arcs, set(members))
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def write(folder, tree, name_zh, name_en, features):
    """One feature a line, so that a change can be read in a diff."""
    head = {"type": "FeatureCollection", "tree": tree, "name_zh": name_zh, "name_en": name_en}
    text = json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [\n'
    text += ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features) + "\n]}\n"
    (folder / (tree + ".geojson")).write_text(text, encoding="utf-8")


def administrative(arcs, grids_of_village):
    every = [grid for grids in grids_of_village.values() for grid in grids]
    features = [feature(arcs, every, code="heting", parent="", level="district", name_zh="禾汀区", name_en="Heting District",
                        unit="centre", officer="leader", in_charge_zh="区群众诉求受理中心", in_charge_en="District Intake Centre")]
    for town, zh, en, kind, _, _, _, villages in TOWNS:
        members = [grid for village, _, _ in villages for grid in grids_of_village[town + "-" + village]]
        person = ("街道办事处主任", "Director of the subdistrict") if kind == "urban" else ("镇长", "Head of the town")
        features.append(feature(arcs, members, code=town, parent="heting", level="town", name_zh=zh, name_en=en,
                                unit="town-" + town, officer=town + "-head", in_charge_zh=person[0], in_charge_en=person[1]))
    for town, _, _, kind, _, _, _, villages in TOWNS:
        for village, zh, en in villages:
            code = town + "-" + village
            community = kind == "urban" or code in RURAL_COMMUNITIES
            person = ("社区书记", "Community secretary") if community else ("村支部书记", "Village secretary")
            features.append(feature(arcs, grids_of_village[code], code=code, parent=town, level="village",
                                    name_zh=zh + ("社区" if community else "村"), name_en=en + (" Community" if community else " Village"),
                                    unit="town-" + town, officer="", in_charge_zh=person[0], in_charge_en=person[1]))
    return features


def grids(arcs, grids_of_village):
    features = []
    for town, _, _, _, _, _, _, villages in TOWNS:
        for village, zh, en in villages:
            for i, grid in enumerate(grids_of_village[town + "-" + village], 1):
                features.append(feature(arcs, [grid], code=grid, parent="", level="grid", within=town + "-" + village, name_zh="%s第%d网格" % (zh, i),
                                        name_en="%s grid %d" % (en, i), unit="town-" + town, officer="", in_charge_zh="网格员",
                                        in_charge_en="Grid officer"))
    return features


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent / "data/demo/areas"
    labels, grids_of_village = label_pixels(Chance(SEED))
    tidy(labels)
    arcs = [([to_degrees(p) for p in thin(smooth(points), 0.45)], left, right) for points, left, right in trace_arcs(labels)]
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, "admin", "行政区划", "Administrative areas", administrative(arcs, grids_of_village))
    write(folder, "grid", "社会治理网格", "Grids", grids(arcs, grids_of_village))
    write(folder, "patch", "区领导包片", "Patches", [
        feature(arcs, [g for v, gs in grids_of_village.items() if v.split("-")[0] in towns for g in gs], code=code, parent="",
                level="patch", name_zh=zh, name_en=en, unit="", officer=officer, in_charge_zh="包片区领导", in_charge_en="Leader with this patch")
        for code, zh, en, towns, officer in PATCHES])
    write(folder, "park", "产业园区", "Industrial parks", [
        feature(arcs, [g for v in villages for g in grids_of_village[v]], code=code, parent="", level="park", name_zh=zh,
                name_en=en, unit=unit, officer=unit + "-head", in_charge_zh="园区服务专员", in_charge_en="Park service officer")
        for code, zh, en, unit, villages in PARKS])


if __name__ == "__main__":
    main()
