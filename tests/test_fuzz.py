"""Whatever is sent to any address, the answer is a page with a sentence, and nothing gets out (ST-12).

Requests are made up from a seed, so that a failing one can be made again: the message names its number.
"""

import random
import re
from urllib.parse import quote_from_bytes

import pytest
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT

from rowan.access import routes
from tests.support.pages import Form, client_of, complete, forms_in, opens, read_whole, taken_back, where
from tests.support.town import every_route

EVERYDAY, DRILL = 1_500, 20_000
SEED = 20_261_123
FORM = "application/x-www-form-urlencoded"
MARKUP = "<img src=zqx onerror=alert(1)>"
WORKED_OUT = "zq" + str(7 * 191)  # what a template that ran would have put into the page
WORDS = (
    "",
    " ",
    "a",
    "x" * 20_000,
    "line\r\n" * 400,
    "\x00",
    "a\x00b",
    "".join(map(chr, range(1, 32))),
    "\x7f\x85\ufeff\ufffe\uffff",
    "👩‍👧 🏳️‍🌈 𝒵",
    "مرحبا \u202etxt.exe\u202c",
    "\ud800",
    "\udfffa\ud83d",
    "e\u0301" * 300,
    MARKUP,
    f'">{MARKUP}<a b="',
    f"</textarea></title><script>zqx</script>{MARKUP}",
    "zq{{ 7|add:1330 }}{{7*191}}{% debug %}${7*191}#{7*191}",
    "' OR 1=1; DROP TABLE files_file; --",
    "%s %(a)s {0} {a.__class__} \\",
    '#read("/etc/passwd") #sys.inputs $x$ @label <label> */ // `raw`',
    '=HYPERLINK("http://127.0.0.1/","zqx")',
    "+1+cmd|' /C calc'!A0",
    "../../../../etc/passwd",
    "-1",
    "0",
    "9" * 400,
    "1e309",
    "NaN",
    "Infinity",
    "0x1F",
    "²",
    "１２",
    "٣",
    "1.5",
    "on",
    "true",
    "null",
    "[]",
    '{"a": {"b": [1]}}',
    "0000-00-00",
    "31",
    "13",
    "2026-02-30",
    "99999999999999999999",
    "-2147483649",
    "9223372036854775808",
    "25:61",
    "24:00",
    "00000000-0000-0000-0000-000000000000",
    "http://127.0.0.1:9/",
    "a@b",
    "07700 900 999 999 999 999",
)
EXTRA = (
    "id",
    "pk",
    "service",
    "service_id",
    "file",
    "file_id",
    "sealed",
    "created_by",
    "owner",
    "signed_at",
    "_form",
)
NOT_FORMS = (
    "application/json",
    "text/xml",
    "text/plain",
    "application/octet-stream",
    "",
    "é;=",
    FORM + "; charset=x",
)
BROKEN_PARTS = (
    b"",
    b"--",
    b"--" + BOUNDARY.encode(),
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="paper"; filename="a.pdf"\r\n\r\n%PDF'.encode(),
    f"--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n--{BOUNDARY}--\r\n".encode(),
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="label"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    f"!!!\r\n--{BOUNDARY}--\r\n".encode(),
    b"\xff" * 2_000,
)
FILES = (
    ("a.pdf", b"MZ\x90\x00 not a pdf"),
    ("a.exe", b"MZ\x90\x00"),
    ("../../a\x00.pdf", b"%PDF-1.7\nx"),
    ("", b""),
    ("a.csv", b'"unclosed\n\x00,\xff\xfe'),
    ("a.csv", "victim_surname,victim_forenames\n=1+1,\ud800".encode("utf-8", "surrogatepass")),
    ("a.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64),
    ("x" * 300 + ".pdf", b"%PDF-1.7\nx"),
    ("a.svg", MARKUP.encode()),
)


class Attacker:
    """Makes requests up, one after the other, each from what a page of the program would have sent."""

    def __init__(self, town, seed: int):
        self.town, self.random = town, random.Random(seed)
        self.pages: list[tuple[str, str, Client, Form | None]] = []
        foreign = {str(town.world.brackwater.pk), str(town.world.other_practitioner.pk)}
        self.words = (*WORDS, *foreign, str(town.file.pk), town.file.reference)
        for _path, pattern in every_route():
            self.add(pattern)

    def add(self, pattern) -> None:
        name, path = pattern.name, where(self.town, pattern.name)
        route = routes.of(pattern.callback)
        personas = ("manager", "practitioner", "duty", "administrator", "nobody")
        persona = next((p for p in personas if opens(self.town, name, p)), personas[0])
        client = client_of(self.town, persona)
        client.raise_request_exception = False
        mine: list[Form] = []
        if "GET" in route.methods and opens(self.town, name, persona):
            mine = [f for f in forms_in(client.get(path)) if f.method == "post" and f.action in ("", path)]
        self.pages += [(name, path, client, form) for form in mine or [None]]

    def send(self):
        """One request. Answers what was asked, for the message, and the response."""
        name, path, client, form = self.random.choices(self.pages, [1 if p[-1] else 0.2 for p in self.pages])[
            0
        ]
        kind = self.random.choices(
            ("form", "get", "parts", "broken parts", "not a form", "cookies", "method"),
            (60, 10, 10, 4, 6, 6, 4),
        )[0]
        told = f"{kind} to {name}"
        if kind == "get":
            words = self.word().encode("utf-8", "surrogatepass")
            return told, client.get(f"{path}?page={quote_from_bytes(words[:2_000])}")
        if kind == "method":
            return told, client.generic(
                self.random.choice(("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD")), path
            )
        if kind == "not a form":
            body = self.word().encode("utf-8", "surrogatepass")
            return told, client.generic("POST", path, body, self.random.choice(NOT_FORMS))
        if kind == "broken parts":
            return told, client.generic("POST", path, self.random.choice(BROKEN_PARTS), MULTIPART_CONTENT)
        if kind == "cookies":
            stranger = client_of(self.town, "nobody")
            stranger.raise_request_exception = False
            for cookie in client.cookies:
                stranger.cookies[cookie] = re.sub(r"[^\x20-\x7e]|[;\s]", "", self.word())[:3_000]
            return told, stranger.post(path, self.printable(form))
        fields = self.fields(form)
        if kind == "parts":
            return told, client.generic("POST", path, self.parts(fields), MULTIPART_CONTENT)
        return told, client.generic("POST", path, encoded(fields), FORM)

    def word(self) -> str:
        return self.random.choice(self.words)

    def fields(self, form: Form | None) -> list[tuple[str, str]]:
        """The form as it stands, with some fields spoilt, left out, repeated, or added."""
        values = [(name, value) for name, given in (form.values if form else {}).items() for value in given]
        names = [f["name"] for f in form.fields] if form else []
        spoilt = []
        for name in dict.fromkeys([*names, *(n for n, _value in values)]):
            mine = [v for n, v in values if n == name]
            change = self.random.random()
            if name == "_form" and change < 0.95:
                spoilt += [(name, v) for v in mine]
            elif change < 0.5:
                spoilt.append((name, self.word()))
            elif change < 0.6:
                spoilt += [(name, self.word()), (name, self.word())]
            elif change < 0.9:
                choices = [f["value"] for f in form.fields if f["name"] == name and f.get("value")]
                spoilt += [(name, v) for v in mine or self.random.sample(choices, min(1, len(choices)))]
        if self.random.random() < 0.3:
            spoilt += [(self.random.choice(EXTRA), self.word()) for _ in range(3)]
        if self.random.random() < 0.1:
            spoilt.append((self.word()[:200], self.word()))
        if self.random.random() < 0.15:
            spoilt.append(("_autosave", "1"))
        return spoilt

    def printable(self, form: Form | None) -> dict[str, list[str]]:
        return dict(form.values) if form else {}

    def parts(self, fields) -> bytes:
        """The same as a multipart body, with a file where none or another is wanted."""
        edge = f"--{BOUNDARY}\r\n".encode()
        body = b""
        for name, value in fields:
            label = re.sub(r'[\r\n"]', "", name).encode("utf-8", "surrogatepass")
            text = value.encode("utf-8", "surrogatepass")
            body += edge + b'Content-Disposition: form-data; name="' + label + b'"\r\n\r\n' + text + b"\r\n"
        name, content = self.random.choice(FILES)
        field = self.random.choice(("paper", "uploaded", "pasted", "file"))
        about = f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        about += "Content-Type: text/html\r\n\r\n"
        return body + edge + about.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def encoded(fields) -> bytes:
    """A body as a browser encodes it, but for half pairs, which no browser sends."""
    return b"&".join(
        b"=".join(quote_from_bytes(part.encode("utf-8", "surrogatepass")).encode() for part in pair)
        for pair in fields
    )


def next_door(town) -> list[tuple]:
    """What the other service holds."""
    tables = ("files_file", "people_person", "people_contactpoint", "referrals_referral", "cases_case")
    asked = [
        f"SELECT '{t}', count(*), md5(coalesce(string_agg(r::text, '|' ORDER BY r::text), '')) FROM {t} r"
        for t in tables
    ]
    with town.world.acting("other_practitioner"), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return cursor.fetchall()


def attack(town, number: int) -> dict[int, int]:
    """So many requests, each taken back afterwards. Answers how often each status came."""
    complete(town)
    attacker = Attacker(town, SEED)
    before = next_door(town)
    came: dict[int, int] = {}
    for i in range(number):
        with taken_back():
            told, answer = attacker.send()
            came[answer.status_code] = came.get(answer.status_code, 0) + 1
            assert answer.status_code < 500, f"request {i}, {told}: {answer.status_code}"
            content = read_whole(answer)
            assert b"<img src=zqx" not in content, f"request {i}, {told}: markup came back as markup"
            assert b"<script>zqx" not in content, f"request {i}, {told}: script came back as script"
            assert WORKED_OUT.encode() not in content, f"request {i}, {told}: a template was worked out"
            assert b"Traceback" not in content, f"request {i}, {told}"
            if answer.status_code == 302:
                assert next_door(town) == before, f"request {i}, {told}: wrote next door"
    return came


def report(capsys, number: int, came: dict[int, int]) -> None:
    with capsys.disabled():
        counts = ", ".join(f"{count} times {status}" for status, count in sorted(came.items()))
        print(f"\n{number} generated requests: {counts}")  # noqa: T201


@pytest.mark.rule("PL-48", "PL-183")
def test_made_up_requests_break_nothing(town, capsys):
    came = attack(town, EVERYDAY)

    assert {200, 302, 422} <= set(came)
    report(capsys, EVERYDAY, came)


@pytest.mark.full
@pytest.mark.rule("PL-48", "PL-183")
def test_twenty_thousand_made_up_requests_break_nothing(town, capsys):
    came = attack(town, DRILL)

    assert {200, 302, 422} <= set(came)
    report(capsys, DRILL, came)
