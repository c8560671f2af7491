"""The blank form that agencies may be given: its questions, and reading one that came back as text (CM-19).

What a returned form says is the referrer's until somebody here has looked at it, answer by answer.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rowan.people import naming

LEAST = 3
LONGEST_ANSWER = 5_000


class About(StrEnum):
    """What an answer would become part of. By hand: it is only shown, and written down where it belongs."""

    REFERRAL = "referral"
    SUBJECT = "subject"
    REACH = "reach"
    PCH = "pch"
    BY_HAND = "by-hand"


@dataclass(frozen=True)
class Question:
    """One question of the form: the field it would fill, what is printed, and how many lines to write on."""

    field: str
    label: str | Promise
    about: About
    lines: int = 1


PARTS: list[tuple[str | Promise, list[Question]]] = [
    (
        _("Who refers"),
        [
            Question("agency_name", _("Organisation"), About.REFERRAL),
            Question("contact_name", _("Name of the person who refers"), About.REFERRAL),
            Question("contact_phone", _("Telephone of the person who refers"), About.REFERRAL),
            Question("contact_email", _("E-mail of the person who refers"), About.REFERRAL),
            Question("their_reference", _("Your reference"), About.REFERRAL),
        ],
    ),
    (
        _("The person"),
        [
            Question("given", _("First name"), About.SUBJECT),
            Question("family", _("Last name"), About.SUBJECT),
            Question("also_known_as", _("Other names or spellings"), About.SUBJECT),
            Question("birth", _("Date of birth"), About.SUBJECT),
            Question("interpreter_language", _("Interpreter needed, for which language"), About.BY_HAND),
        ],
    ),
    (
        _("Reaching the person safely"),
        [
            Question("phone", _("Telephone number"), About.REACH),
            Question("safe_call", _("Safe to ring this number, yes or no"), About.BY_HAND),
            Question("safe_message", _("Safe to leave a message, yes or no"), About.BY_HAND),
            Question("safe_times", _("Safe times"), About.BY_HAND),
            Question("address", _("Address and postcode"), About.REACH),
            Question("safe_write", _("Safe to write there, yes or no"), About.BY_HAND),
            Question("knows", _("Does the person know of this referral and agree to it"), About.BY_HAND),
        ],
    ),
    (
        _("The person causing harm"),
        [
            Question("pch_given", _("Their first name"), About.PCH),
            Question("pch_family", _("Their last name"), About.PCH),
            Question("pch_birth", _("Their date of birth"), About.PCH),
            Question("relation", _("Who they are to the person"), About.BY_HAND),
        ],
    ),
    (_("Children"), [Question("children", _("Names and ages of children"), About.BY_HAND, 3)]),
    (
        _("What happened"),
        [
            Question("life_in_danger", _("Is a life in danger now, yes or no"), About.REFERRAL),
            Question("stated_risk", _("Risk as you judge it: high, medium or standard"), About.REFERRAL),
            Question("reason", _("What happened, and what the person wants"), About.REFERRAL, 10),
        ],
    ),
]
QUESTIONS = {question.field: question for _title, questions in PARTS for question in questions}


def read_returned(text: str) -> dict[str, str]:
    """What a returned form says, by field; nothing when too few of our questions stand in it.

    A question stands at the beginning of a line with a colon after it; its answer goes on to the next one.
    """
    asked = {naming.fold(str(question.label)): field for field, question in QUESTIONS.items()}
    said: dict[str, list[str]] = {}
    field = ""
    for line in text.replace("\x00", "").splitlines():
        label, colon, rest = line.partition(":")
        # A question with a colon inside ("Risk as you judge it: high, ...") is parted at its second one.
        found = asked.get(naming.fold(label), "") if colon else ""
        if colon and not found and ":" in rest:
            more, _colon, after = rest.partition(":")
            found, rest = asked.get(naming.fold(f"{label} {more}"), ""), after
        if found:
            field = found
            said.setdefault(field, []).append(rest.strip())
        elif field:
            said[field].append(line.strip())
    answers = {name: "\n".join(lines).strip() for name, lines in said.items()}
    filled = {name: cut(answer) for name, answer in answers.items() if re.search(r"\w", answer)}
    return filled if len(answers) >= LEAST else {}


def cut(answer: str) -> str:
    """An answer longer than any is kept whole in the paper itself, and its beginning here."""
    return answer[:LONGEST_ANSWER]
