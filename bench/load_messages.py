#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Sends a file of real messages through the API, has the desk answer each with its real reply, and reads it all back.

    bench/load_messages.py http://127.0.0.1:8311 messages.ndjson [--most N] [--codes FILE]

The server runs a demonstration district (its accounts are used) with --intake-rate 0. One object a line: title, text,
reply. What comes back is compared with what went in: nothing but cleaning (line ends, blanks at both ends, invisible
characters) and masking may have changed it. Only counts are printed; --codes keeps the codes, for looking at pages.
"""

import argparse
import concurrent.futures
import html
import http.client
import json
import re
import sys
import threading
import time
import unicodedata
import urllib.parse

PASSWORD = "heting-demo-2019"
UNIT = "Roads Department"
HANDLER = "roads-handler"
MARK = re.compile(r"〔[^〕]*〕|\[[a-z -]+ removed\]")
HIDDEN = {"Cc", "Cf", "Zs", "Zl", "Zp"}  # what cleaning may take out or change: compared without


class Person:
    """A browser with a cookie jar and one connection for each thread."""

    def __init__(self, origin):
        self.host = urllib.parse.urlsplit(origin).netloc
        self.cookies = {}
        self.local = threading.local()
        self.token = ""

    def ask(self, method, path, body=None, headers=None):
        headers = dict(headers or {}, **{"Accept-Language": "en"})
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if not getattr(self.local, "connection", None):
            self.local.connection = http.client.HTTPConnection(self.host, timeout=60)
        self.local.connection.request(method, path, body, headers)
        answer = self.local.connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer.status, text, answer.headers.get("Location", "")

    def post_form(self, path, fields):
        body = urllib.parse.urlencode(fields)
        return self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.host}"})

    def sign_in(self, login):
        status, _, _ = self.post_form("/desk/login", {"login": login, "password": PASSWORD})
        if status != 303:
            sys.exit(f"signing in as {login} was answered {status}")
        _, page, _ = self.ask("GET", "/desk")
        self.token = re.search(r'name="token" value="([^"]+)"', page).group(1)

    def move(self, code, seq, name, fields):
        status, page, _ = self.post_form(f"/desk/c/{code}/{name}", dict(fields, token=self.token, seq=seq, command=f"load-{code}-{name}"))
        if status != 303:
            errors = re.findall(r'class="error"[^>]*>(.*?)</', page)
            raise RuntimeError(f"{name} was answered {status} {errors[:3]}")


def field(page, name):
    """Value of a text field or area of a page."""
    found = re.search(rf'<textarea[^>]* name="{name}"[^>]*>(.*?)</textarea>', page, re.S)
    if found:
        return html.unescape(found.group(1).removeprefix("\n"))
    return html.unescape(re.search(rf'<input[^>]* name="{name}"[^>]* value="([^"]*)"', page).group(1))


def bare(text):
    return "".join(c for c in text if unicodedata.category(c) not in HIDDEN)


def same(shown, given):
    """Whether a shown text is the given one but for marks and what cleaning may change."""
    pieces = [bare(piece) for piece in MARK.split(shown)]
    rest, at = bare(given), 0
    for number, piece in enumerate(pieces):
        found = rest.find(piece, at)
        if found < 0 or (number == 0 and found != 0):
            return False
        at = found + len(piece)
    return len(pieces) > 1 or at == len(rest)


class Load:
    def __init__(self, origin):
        self.resident, self.intake, self.handler = Person(origin), Person(origin), Person(origin)
        self.intake.sign_in("intake")
        self.handler.sign_in(HANDLER)
        self.unit = None

    def unit_of(self, page):
        if not self.unit:
            self.unit = re.search(rf'<option value="(\d+)"[^>]*>{UNIT}</option>', page[page.index('name="unit"'):]).group(1)
        return self.unit

    def receive(self, number, message):
        body = {"kind": "question", "title": message["title"], "text": message["text"], "publish": True}
        status, text, _ = self.resident.ask("POST", "/api/v1/cases", json.dumps(body),
                                            {"Content-Type": "application/json", "Idempotency-Key": f"load-{number}"})
        if status != 201:
            raise RuntimeError(f"the intake was answered {status}: {text[:200]}")
        return json.loads(text)["code"]

    def answer(self, code, message):
        _, page, _ = self.intake.ask("GET", f"/desk/c/{code}")
        shown = field(page, "public_title"), field(page, "public_text")
        self.intake.move(code, 1, "release", {"public_title": shown[0], "public_text": shown[1]})
        self.intake.move(code, 2, "assign", {"unit": self.unit_of(page)})
        self.handler.move(code, 3, "accept", {})
        self.handler.move(code, 4, "answer", {"text": message["reply"]})
        self.intake.move(code, 5, "close", {"outcome": "answered"})
        return shown

    def differences(self, code, message, shown):
        status, text, _ = self.resident.ask("GET", f"/api/v1/cases/{code}")
        case = json.loads(text)
        reply = next((step["text"] for step in case.get("timeline", []) if step["type"] == "case.answered"), "")
        _, page, _ = self.resident.ask("GET", f"/c/{code}")
        read = html.unescape(page)
        _, _, found = self.resident.ask("GET", f"/lookup?code={code.lower().replace('-', '')}")
        checks = {
            "state": case["state"] == "closed",
            "title": case["title"] == shown[0].replace("\r\n", "\n") and same(case["title"], message["title"]),
            "text": case["text"] == shown[1].replace("\r\n", "\n") and same(case["text"], message["text"]),
            "answer": same(reply, message["reply"]),
            "page": case["title"] in read and case["text"] in read and reply in read,
            "look-up": found == f"/c/{code}",
        }
        return [name for name, right in checks.items() if not right]

    def one(self, number, message):
        code = self.receive(number, message)
        return code, self.differences(code, message, self.answer(code, message))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("origin")
    parser.add_argument("file")
    parser.add_argument("--most", type=int, default=0)
    parser.add_argument("--codes")
    options = parser.parse_args()
    with open(options.file, encoding="utf-8") as file:
        messages = [json.loads(line) for line in file if line.strip()]
    messages = messages[: options.most or None]
    load, started = Load(options.origin), time.monotonic()
    codes, wrong, failed = {}, {}, []
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        jobs = {pool.submit(load.one, number, message): number for number, message in enumerate(messages)}
        for job in concurrent.futures.as_completed(jobs):
            try:
                codes[jobs[job]], names = job.result()
            except Exception as error:  # counted and told; the others go on
                failed.append((jobs[job], str(error)))
                continue
            for name in names:
                wrong.setdefault(name, []).append(jobs[job])
    seconds = time.monotonic() - started
    print(f"{len(messages)} messages, {len(codes)} on the list with their answer, {len(failed)} failed, {seconds:.0f} s, "
          f"{7 * len(codes) / seconds:.0f} writes/s")
    for number, error in failed[:10]:
        print(f"  failed: line {number + 1}: {error}")
    for name, numbers in sorted(wrong.items()):
        print(f"  {name} is not as it was sent: {len(numbers)}, lines {[n + 1 for n in numbers[:8]]}")
    if options.codes:
        with open(options.codes, "w", encoding="utf-8") as file:
            file.writelines(f"{number + 1} {code}\n" for number, code in sorted(codes.items()))
    return 1 if failed or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
