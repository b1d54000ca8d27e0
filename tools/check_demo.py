#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the demonstration district (data/demo) against every rule that data/demo/README.md states.

    tools/check_demo.py [--data FOLDER]     says what is wrong, one line each; exit code 1 if anything is
    tools/check_demo.py --areas             also draws the areas anew and compares them byte by byte (takes ten seconds)
"""

import argparse
import csv
import datetime
import filecmp
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
CODE = re.compile(r"[a-z0-9-]{1,48}\Z")
ROLES = {"intake", "handler", "unit_head", "supervisor", "leader", "editor", "auditor", "admin"}
UNIT_KINDS = {"district", "centre", "supervision", "department", "section", "town", "platform"}
CASE_KINDS = {"question", "complaint", "suggestion", "help"}
LEVELS = {"admin": {"district", "town", "village"}, "grid": {"grid"}, "patch": {"patch"}, "park": {"park"}}
RETURN_REASONS = {"not_ours", "wrong_place", "not_enough_information", "duplicate", "other"}
OUTCOMES = {"answered", "done", "partly_done", "unsolved"}
OUTCOMES_TO_EXPLAIN = {"partly_done", "unsolved"}
SEASON_CASES = 175
SHARED_RUN = 18  # two texts, or two answers, with so many characters in common are a copy

problems = []


def wrong(where, what, *values):
    problems.append("%s: %s" % (where, what % values if values else what))


def read_csv(path, columns):
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    if "\r" in text or not text.endswith("\n") or text.startswith("\ufeff"):
        wrong(path.name, "lines end with LF, no byte order mark")
    rows = list(csv.reader(text.splitlines()))
    if rows[0] != columns.split(","):
        wrong(path.name, "columns are not %s", columns)
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(rows[0]):
            wrong(path.name, "line %d has %d fields", number, len(row))
        if any(field != field.strip() for field in row):
            wrong(path.name, "line %d has blanks round a field", number)
    return [dict(zip(rows[0], row)) for row in rows[1:]]


def index(name, rows, key):
    found = {}
    for row in rows:
        if not CODE.match(row[key]):
            wrong(name, "bad code %r", row[key])
        if row[key] in found:
            wrong(name, "%s is there twice", row[key])
        if row.get("parent") and row["parent"] not in found:
            wrong(name, "%s: parent %s does not stand above it", row[key], row["parent"])
        found[row[key]] = row
    return found


def check_units(folder):
    units = index("units.csv", read_csv(folder / "units.csv", "code,parent,kind,name_zh,name_en,short_zh,short_en,phone,intake"), "code")
    for code, unit in units.items():
        if unit["kind"] not in UNIT_KINDS:
            wrong("units.csv", "%s: kind %r", code, unit["kind"])
        if not re.match(r"0000-\d{4} \d{4}\Z", unit["phone"]):
            wrong("units.csv", "%s: telephone %r is not of the invented exchange", code, unit["phone"])
        if not all(unit[c] for c in ("name_zh", "name_en", "short_zh", "short_en")):
            wrong("units.csv", "%s: a name is missing", code)
    if [u["intake"] for u in units.values()].count("1") != 1 or [u["parent"] for u in units.values()].count("") != 1:
        wrong("units.csv", "exactly one unit is the intake, exactly one is the root")
    for column in ("name_zh", "name_en", "short_zh", "short_en", "phone"):
        if len({u[column] for u in units.values()}) != len(units):
            wrong("units.csv", "two units have the same %s", column)
    return units


def check_officers(folder, units):
    officers = index("officers.csv", read_csv(folder / "officers.csv", "login,unit,roles,name_zh,name_en,title_zh,title_en,phone,shown"), "login")
    for login, officer in officers.items():
        roles = officer["roles"].split(" ")
        if officer["unit"] not in units:
            wrong("officers.csv", "%s: unit %s", login, officer["unit"])
        if not set(roles) <= ROLES or len(set(roles)) != len(roles):
            wrong("officers.csv", "%s: roles %r", login, officer["roles"])
    shown = {role for o in officers.values() if o["shown"] == "1" for role in o["roles"].split(" ")}
    if shown != ROLES:
        wrong("officers.csv", "no account is shown for %s", sorted(ROLES - shown))
    if len({o["name_zh"] for o in officers.values()}) != len(officers):
        wrong("officers.csv", "two officers have the same name")
    for code in units:
        if code != "heting" and not any(o["unit"] == code for o in officers.values()):
            wrong("officers.csv", "unit %s has nobody", code)
    return officers


def check_categories(folder, units):
    columns = "code,parent,position,name_zh,name_en,hints_zh,hints_en,unit,kinds,contact_days,reply_days,solve_days,needs_check,public_without_consent,published"
    categories = index("categories.csv", read_csv(folder / "categories.csv", columns), "code")
    positions = set()
    for code, category in categories.items():
        parent = categories.get(category["parent"])
        if parent and parent["parent"]:
            wrong("categories.csv", "%s: third level", code)
        if category["unit"] not in units:
            wrong("categories.csv", "%s: unit %s", code, category["unit"])
        if not category["kinds"] or not set(category["kinds"].split(" ")) <= CASE_KINDS:
            wrong("categories.csv", "%s: kinds %r", code, category["kinds"])
        days = [category[c] for c in ("contact_days", "reply_days", "solve_days")]
        if not all(d.isdigit() for d in days) or sorted(days, key=int) != days or int(days[0]) < 1:
            wrong("categories.csv", "%s: working days %s", code, days)
        if any(category[c] not in "01" for c in ("needs_check", "public_without_consent", "published")):
            wrong("categories.csv", "%s: a flag is not 0 or 1", code)
        if category["parent"] and not category["hints_zh"]:
            wrong("categories.csv", "%s: no hints", code)
        if (category["parent"], category["position"]) in positions:
            wrong("categories.csv", "%s: position %s is taken", code, category["position"])
        positions.add((category["parent"], category["position"]))
    return categories


def ring_of(feature):
    return [tuple(round(v * 1e5) for v in point) for point in feature["geometry"]["coordinates"][0]]


def doubled_area(ring):
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, ring[1:]))


def inside(point, ring):
    x, y = point
    odd = False
    for (ax, ay), (bx, by) in zip(ring, ring[1:]):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            odd = not odd
    return odd


def crossings(rings):
    """Pairs of edges that meet anywhere but in a common end; buckets keep this quick. Coordinates are whole numbers."""
    edges = sorted({tuple(sorted(edge)) for ring in rings for edge in zip(ring, ring[1:])})
    buckets, found = {}, set()

    def turn(a, b, c):
        value = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
        return (value > 0) - (value < 0)

    def between(a, b, c):
        return turn(a, b, c) == 0 and min(a[0], b[0]) <= c[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= c[1] <= max(a[1], b[1])

    for edge in edges:
        (ax, ay), (bx, by) = edge
        for x in range(min(ax, bx) // 400, max(ax, bx) // 400 + 1):
            for y in range(min(ay, by) // 400, max(ay, by) // 400 + 1):
                buckets.setdefault((x, y), []).append(edge)
    for bucket in buckets.values():
        for i, (a, b) in enumerate(bucket):
            for c, d in bucket[i + 1:]:
                if {a, b} & {c, d}:
                    far = [p for p in (a, b) if p not in (c, d)], [p for p in (c, d) if p not in (a, b)]
                    if any(between(c, d, p) for p in far[0]) or any(between(a, b, p) for p in far[1]):
                        found.add((a, b, c, d))
                elif turn(a, b, c) * turn(a, b, d) <= 0 and turn(c, d, a) * turn(c, d, b) <= 0:
                    found.add((a, b, c, d))
    return found


def check_tiling(name, parts, whole):
    """The parts fill the whole: every edge lies between two parts, or on the rim of both a part and the whole."""
    once = set()
    for ring in parts:
        for a, b in zip(ring, ring[1:]):
            if (b, a) in once:
                once.remove((b, a))
            elif (a, b) in once:
                wrong(name, "two areas overlap at %s", a)
            else:
                once.add((a, b))
    if once != set(zip(whole, whole[1:])):
        wrong(name, "the areas do not fill what they belong to")
    if sum(map(doubled_area, parts)) != doubled_area(whole):
        wrong(name, "the sum of the areas is not the whole")


def check_areas(folder, units, officers, box):
    areas, trees = {}, {}
    for path in sorted((folder / "areas").glob("*.geojson")):
        collection = json.loads(path.read_text(encoding="utf-8"))
        tree = collection["tree"]
        if path.stem != tree or tree not in LEVELS or not collection["name_zh"] or not collection["name_en"]:
            wrong(path.name, "tree %r", tree)
        rows = [dict(f["properties"], ring=ring_of(f)) for f in collection["features"]]
        trees[tree] = index(path.name, rows, "code")
        for feature, row in zip(collection["features"], rows):
            ring, code = row["ring"], row["code"]
            if code in areas:
                wrong(path.name, "%s is in two trees", code)
            if feature["geometry"]["type"] != "Polygon" or len(feature["geometry"]["coordinates"]) != 1:
                wrong(path.name, "%s is not one ring", code)
            if len(ring) < 4 or ring[0] != ring[-1] or len(set(ring)) != len(ring) - 1 or doubled_area(ring) <= 0:
                wrong(path.name, "%s: the ring is not closed, not simple or not counter-clockwise", code)
            if any(not (box["west"] <= x / 1e5 <= box["east"] and box["south"] <= y / 1e5 <= box["north"]) for x, y in ring):
                wrong(path.name, "%s leaves the map", code)
            if row["level"] not in LEVELS.get(tree, ()) or (row["unit"] and row["unit"] not in units):
                wrong(path.name, "%s: level %r, unit %r", code, row["level"], row["unit"])
            if row["officer"] and row["officer"] not in officers:
                wrong(path.name, "%s: officer %r", code, row["officer"])
            areas[code] = row
    if set(trees) != set(LEVELS):
        wrong("areas", "trees %s", sorted(trees))
    admin = trees["admin"]
    district = next(a for a in admin.values() if a["level"] == "district")
    for parent in [a for a in admin.values() if a["level"] != "village"]:
        check_tiling("areas " + parent["code"], [a["ring"] for a in admin.values() if a["parent"] == parent["code"]], parent["ring"])
    for village in [a for a in admin.values() if a["level"] == "village"]:
        check_tiling("grids " + village["code"], [g["ring"] for g in trees["grid"].values() if g["within"] == village["code"]], village["ring"])
    check_tiling("patches", [p["ring"] for p in trees["patch"].values()], district["ring"])
    for edges in sorted(crossings([a["ring"] for a in areas.values()]))[:5]:
        wrong("areas", "borders cross: %s", edges)
    names = [a["name_zh"] for a in areas.values()]
    for name in sorted({n for n in names if names.count(n) > 1}):
        wrong("areas", "the name %s is there twice", name)
    return areas


class Calendar:
    """Working time from the jurisdiction's hours and the holiday files; a time is (date, minute of the day)."""

    def __init__(self, folder, jurisdiction):
        self.changed = {}
        for path in sorted((folder / jurisdiction["holidays"]).glob("holiday-cn_*.json")):
            for day in json.loads(path.read_text(encoding="utf-8"))["days"]:
                self.changed[datetime.date.fromisoformat(day["date"])] = not day["isOffDay"]
        self.spans = [(minute_of(span["from"]), minute_of(span["to"])) for span in jurisdiction["working_hours"]]
        if len({tuple(span["weekdays"]) for span in jurisdiction["working_hours"]}) != 1:
            wrong("jurisdiction.json", "working hours differ by weekday: this check does not know that")
        self.weekdays = set(jurisdiction["working_hours"][0]["weekdays"])

    def is_working_day(self, date):
        return self.changed.get(date, date.isoweekday() in self.weekdays)

    def is_working_minute(self, minute):
        return any(low <= minute < high for low, high in self.spans)


def minute_of(text):
    if not re.match(r"([01]\d|2[0-3]):[0-5]\d\Z", text):
        raise SystemExit("not a time: %r" % text)
    return int(text[:2]) * 60 + int(text[3:])


MOVES = {  # step: (states it may start from, state it leads to); None keeps the state
    "release": (("received", "assigned", "returned", "accepted", "answered"), None),
    "assign": (("received", "returned"), "assigned"),
    "accept": (("assigned",), "accepted"),
    "return": (("assigned",), "returned"),
    "answer": (("received", "accepted"), "answered"),
    "close": (("answered",), "closed"),
}
STEP_MEMBERS = {"receive": set(), "release": {"by"}, "assign": {"by", "to", "note"}, "accept": {"by"}, "return": {"by", "reason_code", "reason"},
                "answer": {"by", "text"}, "close": {"by", "outcome", "public_reason"}}
CASE_MEMBERS = ("n kind title text category area lat long address identity contact about consent channel language photos solved satisfied steps").split()


def check_steps(where, case, units, officers):
    """Moves are allowed and made by somebody who may; returns the last state and the unit."""
    state, unit, released, answered_by = None, None, False, None
    for number, step in enumerate(case["steps"]):
        do, by = step["do"], officers.get(step.get("by"))
        members = set(step) - {"do", "day", "time", "workday", "before_min"}
        if members != STEP_MEMBERS.get(do):
            wrong(where, "step %d %s has members %s", number, do, sorted(members))
            return state, unit
        if do == "receive":
            if number:
                wrong(where, "receive is not first")
            state = "received"
            continue
        if state not in MOVES[do][0] or not by:
            wrong(where, "step %d: %s by %r in state %s", number, do, step.get("by"), state)
            return state, unit
        desk = unit if do in ("accept", "return") or (do == "answer" and state == "accepted") else "centre"
        roles = by["roles"].split(" ")
        if by["unit"] != desk or not ({"intake"} if desk == "centre" else {"handler", "unit_head"}) & set(roles):
            wrong(where, "step %d: %s is not for %s", number, do, step["by"])
        if do == "release":
            if released or not case["consent"]:
                wrong(where, "released twice or without consent")
            released = True
        if do == "assign":
            if step["to"] == unit or step["to"] not in units or step["to"] in ("centre", "heting"):
                wrong(where, "assigned to %r", step["to"])
            unit = step["to"]
            if case["about"] and unit == case["about"]:
                wrong(where, "the unit that is complained of gets the case")
        if do == "return" and (len(step["reason"]) < 6 or step["reason_code"] not in RETURN_REASONS):
            wrong(where, "a return needs a reason and its code")
        if do == "close" and (step["outcome"] not in OUTCOMES or bool(step["public_reason"]) != (step["outcome"] in OUTCOMES_TO_EXPLAIN)):
            wrong(where, "close: outcome %r, public reason %r", step["outcome"], step["public_reason"])
        if do == "close" and step["by"] == answered_by:
            wrong(where, "closed by whoever answered")
        answered_by = step["by"] if do == "answer" else answered_by
        if do == "answer" and len(step["text"]) < 40:
            wrong(where, "the answer is too short to be one")
        state = MOVES[do][1] or state
    return state, unit


def check_fields(where, case, units, categories, areas):
    if list(case) != CASE_MEMBERS:
        wrong(where, "members are not %s", CASE_MEMBERS)
        return
    category = categories.get(case["category"])
    if not category or not (category["parent"] or case["category"] == "other") or case["kind"] not in category["kinds"].split(" "):
        wrong(where, "category %r, kind %r", case["category"], case["kind"])
    if not 2 <= len(case["title"]) <= 120 or not case["text"].strip() or "\n" in case["title"] or "\r" in case["text"]:
        wrong(where, "title or text")
    if case["channel"] != "portal" or case["language"] not in ("zh-CN", "en") or not isinstance(case["consent"], bool):
        wrong(where, "channel, language or consent")
    if case["solved"] not in ("yes", "no", "none") or case["satisfied"] not in ("yes", "no", "none"):
        wrong(where, "solved or satisfied")
    contact = case["contact"]
    if (case["identity"] == "anonymous") != (contact is None) or case["identity"] not in ("named", "secret", "anonymous"):
        wrong(where, "identity %r and contact do not fit", case["identity"])
    if contact is not None and (list(contact) != ["name", "phone", "email"] or not any(contact.values())):
        wrong(where, "contact")
    if case["about"] is not None and case["about"] not in units:
        wrong(where, "about %r", case["about"])
    area = areas.get(case["area"]) if case["area"] else None
    if case["area"] and (not area or area["level"] != "village"):
        wrong(where, "area %r", case["area"])
    if (case["lat"] is None) != (case["long"] is None) or (case["lat"] is not None and not area):
        wrong(where, "a point needs both numbers and an area")
    elif case["lat"] is not None and not inside((case["long"] * 1e5, case["lat"] * 1e5), area["ring"]):
        wrong(where, "the point is not in %s", case["area"])


def id_number_is_valid(digits):
    return "10X98765432"[sum(int(d) * 2 ** (17 - i) for i, d in enumerate(digits[:17])) % 11] == digits[17]


def card_number_is_valid(digits):
    doubled = (int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits)))
    return sum(v // 10 + v % 10 for v in doubled) % 10 == 0


def check_invented(where, case):
    """Nothing in a case may be somebody's: only reserved names and invented numbers occur."""
    text = unicodedata.normalize("NFKC", json.dumps(case, ensure_ascii=False))
    bare = re.sub(r"(?<=\d)[ -](?=\d)", "", text)
    for phone in re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", bare):
        if not phone.startswith("1390000"):
            wrong(where, "telephone %s", phone)
    for number in re.findall(r"(?<!\d)\d{17}[\dXx](?!\d)", bare):
        if not number.startswith("99") or not id_number_is_valid(number.upper()):
            wrong(where, "identity number %s: must be of the region 99, which does not exist, with a right check digit", number)
    for number in re.findall(r"(?<!\d)\d{16}(?:\d{3})?(?!\d)", bare):
        if not number.startswith("62000000") or not card_number_is_valid(number):
            wrong(where, "card number %s: must begin with 62000000 and have a right check digit", number)
    for number in re.findall(r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)", bare):
        if not number.startswith("0000"):
            wrong(where, "telephone %s", number)
    for host in re.findall(r"[\w.+-]+@([\w.-]+)", text):
        if host not in ("example.com", "heting.example"):
            wrong(where, "mail address at %s", host)
    for plate in re.findall(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]([A-Z])[· ]?[A-Z0-9]{5,6}", text):
        if plate != "Z":
            wrong(where, "a car plate with the letter %s", plate)


def check_copies(cases):
    """No two texts and no two answers have a long run of characters in common."""
    seen = {}
    for case in cases:
        texts = [("text", case["text"])] + [("answer", s["text"]) for s in case["steps"] if s["do"] == "answer"]
        for kind, text in texts:
            text = re.sub(r"\s+", "", text)
            size = SHARED_RUN if case["language"] != "en" else SHARED_RUN * 2
            for start in range(max(1, len(text) - size + 1)):
                run = text[start:start + size]
                other = seen.setdefault((kind, run), case["n"])
                if other != case["n"]:
                    wrong("case %d" % case["n"], "%s shares %r with case %d", kind, run, other)
                    break
    titles = [case["title"] for case in cases]
    for title in sorted({t for t in titles if titles.count(t) > 1}):
        wrong("cases", "the title %s is there twice", title)


def check_season(cases, jurisdiction, calendar, units, officers):
    first = datetime.date.fromisoformat(jurisdiction["season"]["starts_on"])
    last = datetime.date.fromisoformat(jurisdiction["season"]["ends_on"])
    before_received = None
    for case in cases:
        where, before = "case %d" % case["n"], None
        for step in case["steps"]:
            at = (first + datetime.timedelta(days=step["day"]), minute_of(step["time"]))
            if not first <= at[0] <= last or (before and at <= before):
                wrong(where, "%s at day %d %s is out of order or of season", step["do"], step["day"], step["time"])
            if step["do"] != "receive" and not (calendar.is_working_day(at[0]) and calendar.is_working_minute(at[1])):
                wrong(where, "%s at %s %s is not in working time", step["do"], at[0], step["time"])
            if step["do"] == "receive":
                if before_received and at < before_received:
                    wrong(where, "cases are not in order of receipt")
                before_received = at
            before = at
        state, _ = check_steps(where, case, units, officers)
        if state != "closed":
            wrong(where, "ends in state %s", state)
    if len(cases) != SEASON_CASES:
        wrong("cases.json", "%d cases, not %d", len(cases), SEASON_CASES)
    yes, no = ([c["satisfied"] for c in cases].count(word) for word in ("yes", "no"))
    if not yes * 100 > 95 * (yes + no) or not yes + no < len(cases) or not no:
        wrong("cases.json", "satisfied %d of %d who answered", yes, yes + no)


def check_current(cases, calendar, units, officers):
    states = set()
    for case in cases:
        where, before = "current case %d" % case["n"], None
        for step in case["steps"]:
            if "before_min" in step:
                at = (0, -step["before_min"])
                if step["do"] != "receive" or not 1 <= step["before_min"] <= 380:
                    wrong(where, "before_min %d", step["before_min"])
            else:
                at = (step["workday"], minute_of(step["time"]))
                if step["workday"] > -1 or (step["do"] != "receive" and not calendar.is_working_minute(at[1])):
                    wrong(where, "%s at %d %s is not in working time", step["do"], *at)
            if before and at <= before:
                wrong(where, "%s is out of order", step["do"])
            before = at
        states.add(check_steps(where, case, units, officers)[0])
        if (case["solved"], case["satisfied"]) != ("none", "none"):
            wrong(where, "has the raiser's word already")
    if not states >= {"received", "assigned", "returned", "accepted", "answered"}:
        wrong("current.json", "no case is in a state beside %s", sorted(states))


def read_cases(folder, name, units, categories, areas):
    cases = json.loads((folder / name).read_text(encoding="utf-8"))["cases"]
    for case in cases:
        where = "%s %s" % (name, case.get("n"))
        check_fields(where, case, units, categories, areas)
        check_invented(where, case)
        for photo in case["photos"]:
            if not (folder / "photos" / photo).is_file() or (folder / "photos" / photo).stat().st_size > 60_000:
                wrong(where, "photo %s is missing or too large", photo)
    return cases


def check_redrawn(folder):
    with tempfile.TemporaryDirectory() as drawn:
        subprocess.run([sys.executable, HERE / "make_demo_areas.py", drawn], check=True)
        for path in sorted((folder / "areas").glob("*.geojson")):
            if not filecmp.cmp(path, pathlib.Path(drawn) / path.name, shallow=False):
                wrong(path.name, "is not what tools/make_demo_areas.py draws")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", type=pathlib.Path, default=HERE.parent / "data/demo")
    arguments.add_argument("--areas", action="store_true")
    options = arguments.parse_args()
    folder = options.data
    jurisdiction = json.loads((folder / "jurisdiction.json").read_text(encoding="utf-8"))
    units = check_units(folder)
    officers = check_officers(folder, units)
    categories = check_categories(folder, units)
    areas = check_areas(folder, units, officers, jurisdiction["map"])
    calendar = Calendar(folder, jurisdiction)
    season = read_cases(folder, "cases.json", units, categories, areas)
    current = read_cases(folder, "current.json", units, categories, areas)
    check_season(season, jurisdiction, calendar, units, officers)
    check_current(current, calendar, units, officers)
    check_copies(season + current)
    numbers = [case["n"] for case in season + current]
    if sorted(numbers) != list(range(1, len(numbers) + 1)):
        wrong("cases", "numbers are not 1 to %d", len(numbers))
    if options.areas:
        check_redrawn(folder)
    for problem in problems:
        print(problem)
    print("%d units, %d officers, %d categories, %d areas, %d + %d cases: %s" % (
        len(units), len(officers), len(categories), len(areas), len(season), len(current),
        "%d problems" % len(problems) if problems else "all as stated"))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
