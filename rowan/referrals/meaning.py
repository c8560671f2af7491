"""What one line of a list means: names, days, numbers and answers; and what could not be understood.

Nothing is guessed. What cannot be read goes into the reason as it was sent, and the line says so.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from rowan.common.boxes import Typed
from rowan.common.fields import LONGEST_LINE, Known, phone_key, read_day
from rowan.people.models import Relation, YesNo
from rowan.referrals.danger import words_of_danger
from rowan.referrals.models.referral import StatedRisk
from rowan.referrals.reading import WORDS

LONGEST_ADDRESS = 500
ONE_LINE = (
    "victim_surname", "victim_forenames", "suspect_surname", "suspect_forenames", "officer", "incident_reference",
)  # fmt: skip
NOT_KNOWN = {"", "unknown", "not known", "n/k", "nk", "none", "n/a", "-", "?"}
FORMULAS = ("=", "@")
ANSWERS = {"y": YesNo.YES, "yes": YesNo.YES, "n": YesNo.NO, "no": YesNo.NO}
RELATIONS = {
    Relation.PARTNER: ("husband", "wife", "partner", "boyfriend", "girlfriend", "fiance", "fiancee"),
    Relation.PARENT: ("father", "mother", "parent", "stepfather", "stepmother"),
    Relation.CHILD: ("son", "daughter", "stepson", "stepdaughter"),
    Relation.SIBLING: ("brother", "sister"),
    Relation.FAMILY: ("cousin", "uncle", "aunt", "grandson", "granddaughter", "grandfather", "grandmother"),
}


@dataclass(frozen=True)
class Meaning:
    """A line as it would be kept. `reason` is all it says: `summary`, `facts` and what could not be read.

    `problems` are sentences about it; `danger` the words that may not wait. It `fits` when a file has room
    for its names and its address, which cells that ran together have not.
    """

    given: str
    family: str
    born: Known | None
    phone: str
    safe_call: str
    address: str
    pch_given: str
    pch_family: str
    pch_born: Known | None
    relation: Relation
    stated_risk: str
    officer: str
    reference: str
    summary: str
    facts: tuple[str, ...]
    reason: str
    problems: tuple[str, ...]
    danger: tuple[str, ...]
    fits: bool

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()

    @property
    def pch(self) -> str:
        return f"{self.pch_given} {self.pch_family}".strip()


def meaning_of(cells: dict[str, str], now: date) -> Meaning:
    """`now` settles years in two figures; a birth date after it cannot be one."""
    said = {name: "" if cells.get(name, "").lower() in NOT_KNOWN else cells[name] for name in WORDS}
    as_sent: list[str] = []
    problems: list[str] = []

    def unread(column: str, sentence: str) -> None:
        problems.append(sentence)
        as_sent.append(f"{WORDS[column]}: {cells[column]}")

    def day(column: str) -> Known | None:
        text = said[column]
        found = read_written_day(text, now)
        if text and (found is None or found.day > now):
            unread(
                column, _("%(column)s could not be read: %(text)s") % {"column": WORDS[column], "text": text}
            )
            return None
        return found

    born, pch_born = day("victim_dob"), day("suspect_dob")
    phone = said["victim_phone"]
    if phone and phone_key(phone) is None:
        unread("victim_phone", _("Telephone is not a number that can be rung: %(text)s") % {"text": phone})
        phone = ""
    safe = ANSWERS.get(said["safe_to_call"].lower(), "")
    if said["safe_to_call"] and not safe:
        unread("safe_to_call", _("“Safe to ring” is neither yes nor no"))
    if odd := [str(WORDS[name]) for name in WORDS if cells.get(name, "").startswith(FORMULAS)]:
        problems.append(
            _("%(columns)s begins like a formula. It is kept as text") % {"columns": ", ".join(odd)}
        )
    if not said["victim_surname"] and not said["victim_forenames"]:
        problems.append(_("No name. Record this one by hand, with what you know"))
    if not phone:
        problems.append(_("No number to ring"))
    elif not safe:
        problems.append(_("Nobody said whether it is safe to ring"))
    facts = facts_of(cells, now)
    address = ", ".join(part for part in (said["victim_address"], said["victim_postcode"]) if part)
    fits = all(len(said[name]) <= LONGEST_LINE for name in ONE_LINE) and len(address) <= LONGEST_ADDRESS
    if not fits:
        problems.append(_("A name or an address is too long to be kept. Record this one by hand"))
    return Meaning(
        given=said["victim_forenames"],
        family=said["victim_surname"],
        born=born,
        phone=phone,
        safe_call=safe,
        address=address,
        pch_given=said["suspect_forenames"],
        pch_family=said["suspect_surname"],
        pch_born=pch_born,
        relation=relation_of(said["relationship"]),
        stated_risk=said["police_risk"].lower() if said["police_risk"].lower() in StatedRisk else "",
        officer=said["officer"],
        reference=said["incident_reference"],
        summary=cells.get("summary", ""),
        facts=tuple(facts),
        reason="\n\n".join(filter(None, [cells.get("summary", ""), "\n".join([*facts, *as_sent])])),
        problems=tuple(problems),
        danger=tuple(words_of_danger(said["summary"])),
        fits=fits,
    )


def facts_of(cells: dict[str, str], now: date) -> list[str]:
    """What else the line says of the incident, each with its name; its day in words where it is one."""
    sent = cells.get("incident_date", "")
    day = read_written_day(sent, now)
    when = ", ".join(filter(None, [str(day) if day else sent, cells.get("incident_time", "")]))
    told = (
        (_("Incident"), when),
        (_("Relationship"), cells.get("relationship", "")),
        (_("Children"), cells.get("children", "")),
    )
    return [f"{label}: {text}" for label, text in told if text]


def read_written_day(text: str, now: date) -> Known | None:
    """1991-03-14 as computers write it, 14/03/1991 as people do, or a year alone."""
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        return read_day(Typed(found[3], found[2], found[1]), now)
    if re.fullmatch(r"\d{4}", text):
        return read_day(Typed(year=text), now)
    return read_day(Typed(day=text), now)


def relation_of(words: str) -> Relation:
    """Who the person causing harm is to the person referred; a former partner when it says "ex"."""
    said = words.lower().strip()
    plain = re.sub(r"^(?:ex|former|late)[\s-]+", "", said)
    for relation, names in RELATIONS.items():
        if plain in names:
            former = plain != said and relation is Relation.PARTNER
            return Relation.EX_PARTNER if former else relation
    return Relation.OTHER
