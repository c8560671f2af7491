"""What the gallery of parts shows: invented people on one invented day, Thursday 20 November 2025, 09:42."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator

from rowan.common.components import CaseHead, Concern, Covered, Due, Safe, Section, Step
from rowan.common.fields import (
    Answers,
    AnswersMany,
    DayField,
    LineField,
    MomentField,
    NameField,
    OneOfField,
    PaperField,
    PartialDayField,
    PhoneField,
    SignatureField,
    SomeOfField,
    WordsField,
    YesNoField,
)
from rowan.common.forms import RowanForm

NOW = datetime(2025, 11, 20, 9, 42, tzinfo=UTC)
LATE = Due("late", "Late by 17 h")
SECTIONS = ("Overview", "Timeline", "Notes", "Intake", "Risk", "Sharing", "Plan", "People", "Papers")


class EveryField(RowanForm):
    """One of each kind."""

    first_name = NameField(label="First name")
    last_name = NameField(label="Last name", required=False)
    other_names = WordsField(
        label="Other names, spellings or nicknames",
        help_text="Maiden, married or family names too. One on each line.",
        rows=2,
        required=False,
    )
    born = PartialDayField(
        label="Date of birth", help_text="As given. The year alone will do.", past=True, required=False
    )
    age = forms.IntegerField(
        label="Age, if no date",
        help_text="Leave empty when there is a date.",
        min_value=0,
        max_value=120,
        required=False,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )
    phone = PhoneField(label="Phone number given", help_text="Not used until marked safe.")
    email = forms.EmailField(label="E-mail", required=False)
    happened = MomentField(label="When was it?", help_text="Day and time, as near as you know.")
    review = DayField(label="Ask again by")
    safe = YesNoField(label="Is it safe to take this home?", unknown=True)
    where = LineField(label="Where will it be kept?", help_text="Staff only.")
    why = OneOfField(
        label="Why is it not safe?",
        choices=[
            ("searched", "Belongings are searched"),
            ("shared", "They live together"),
            ("other", "Another reason"),
        ],
    )
    help_needed = SomeOfField(
        label="What would help?",
        choices=[("locks", "Locks"), ("court", "Going to court"), ("money", "Money")],
        required=False,
    )
    codes = forms.MultipleChoiceField(
        label="What was it about?",
        choices=[("h", "Housing"), ("c", "Children"), ("g", "General")],
        widget=AnswersMany,
        required=False,
    )
    language = forms.ChoiceField(
        label="Language", choices=[("", "Choose"), ("en", "English"), ("pl", "Polish"), ("ur", "Urdu")]
    )
    paper = PaperField(label="Paper", help_text="At most 25 MB.", required=False)
    signature = SignatureField(label="Sign here", required=False)
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    agreed = forms.BooleanField(label="I have gone through this with the client")

    pairs = [("first_name", "last_name"), ("born", "age"), ("phone", "email")]
    reveals = {("safe", "yes"): ["where"], ("safe", "no"): ["why"]}


WRONG = {
    "first_name": "",
    "born_day": "31",
    "born_month": "2",
    "born_year": "1990",
    "age": "about forty",
    "phone": "12",
    "email": "leila at example",
    "happened_day": "20",
    "happened_month": "11",
    "happened_year": "2025",
    "happened_time": "25:70",
    "safe": "yes",
    "where": "",
}


class TakeHome(RowanForm):
    safe = YesNoField(label="Ask Leila now: is it safe to take this home?")
    where = LineField(label="Where will she keep it?", help_text="Staff only.")

    reveals = {("safe", "yes"): ["where"]}


class Kind(RowanForm):
    kind = forms.ChoiceField(
        label="Kind of copy",
        choices=[("full", "Full"), ("plain", "Plain"), ("spoken", "Spoken only")],
        widget=Answers,
        initial="plain",
    )


@dataclass(frozen=True)
class Clash:
    field: str
    label: str
    before: Any
    theirs: Any
    mine: Any


def case_head(**more: Any) -> CaseHead:
    facts: dict[str, Any] = {
        "name": "Leila Haddon",
        "pronouns": "she/her",
        "age": 34,
        "also": ["Also Leyla Aydin", "born 3 December 1990"],
        "reference": "K7Q2-M4XD",
        "risk": "high",
        "worker": "Priya Nandra",
        "cover": "Sam Adeyemi",
        "next_due": LATE,
        "next_words": "Safeguarding referral",
        "next_url": "#main",
        "note_url": "#main",
        "concerns": [
            Concern("Staff safety:", "visit in twos"),
            Concern("She does not know", "police were told on 18 November. Do not mention it"),
            Concern("Honour-based:", "no relatives as interpreters"),
        ],
        "concerns_url": "#main",
        "safe": Safe("now", "Safe to ring now, until 11:30"),
        "contact": [
            Covered("Number", url="#main", words="covered", thing="the safe number"),
            Covered("Code word", url="#main", thing="the code word"),
            Covered("Message", words="No"),
            Covered("Text", words="No"),
            Covered("Post", words="Sister’s address only"),
        ],
        "contact_words": "Asked again 14 November",
        "contact_url": "#main",
    }
    return CaseHead(**(facts | more))


def sections(current: str) -> list[Section]:
    counts = {"Plan": 4}
    return [Section(name, "#main", name == current, counts.get(name, 0)) for name in SECTIONS]


RECORDS = [Section("Who opened this", "#main")]


def everything() -> dict[str, Any]:
    return {
        "blank": EveryField(auto_id="blank_%s", prefix="blank"),
        "wrong_form": EveryField({f"wrong-{name}": value for name, value in WRONG.items()}, prefix="wrong"),
        "dues": [
            LATE,
            Due("soon", "Today 13:30"),
            Due("later", "Wed 26 Nov, 6 days"),
            Due("met", "Done 2 h early"),
            Due("paused", "Paused: in hospital"),
        ],
        "safes": [
            Safe("now", "Safe now", "until 11:30"),
            Safe("unsure", "Said to be safe", "by PC Farrow, times not known"),
            Safe("later", "From 17:00", "text first, then ring"),
            Safe("ask", "Ask again first", "last asked in March"),
            Safe("no", "No safe number", "reach in person"),
        ],
        "windows": [(9, 12), (13.5, 15)],
        "now": 9.7,
        "at": NOW,
        "steps": [
            Step("Who is referring", "#main", "done"),
            Step("The person", "#main", "part", "Part 2 of 4", current=True),
            Step("Reaching them safely", "#main"),
            Step("Check and pass on", "#main"),
        ],
        "page": Paginator(range(312), 50).page(2),
        "rows": [
            {"name": "Leila Haddon", "ref": "K7Q2-M4XD", "risk": "high", "due": LATE},
            {"name": "Marek Zielny", "ref": "T2XC-8PLN", "risk": "medium", "due": Due("soon", "Today 17:00")},
            {
                "name": "Joanne Pike",
                "ref": "R4WT-9HNC",
                "risk": "standard",
                "due": Due("later", "Wed 26 Nov"),
            },
            {"name": "Dawn Tressider", "ref": "B3FK-7QXM", "risk": "", "due": Due("met", "Done")},
        ],
        "clashes": [
            Clash("message", "May we leave a message?", "yes", "no", "don’t know"),
            Clash("born", "Date of birth", None, date(1990, 12, 3), date(1990, 3, 12)),
        ],
    }


def my_day() -> dict[str, Any]:
    return {
        "late": LATE,
        "now": 9.7,
        "reach": [
            {
                "safe": Safe("now", "Safe now", "until 11:30"),
                "name": "Leila Haddon",
                "risk": "high",
                "concerns": 3,
                "what": "Ask her views before Friday",
                "words": "She knows about the meeting and agreed.",
                "windows": [(9.25, 11.5)],
                "hours": "09:15 to 11:30 weekdays",
                "main": True,
            },
            {
                "safe": Safe("unsure", "Said to be safe", "by PC Farrow, until 12:00"),
                "name": "Dawn Tressider",
                "risk": "",
                "new": True,
                "what": "First contact",
                "due": Due("soon", "Due today 16:05, in 6 h"),
                "words": "2 tries, nobody reached. Leave no message.",
                "windows": [(9, 12), (13.5, 15)],
                "hours": "09:00 to 12:00, 13:30 to 15:00",
                "main": True,
            },
        ],
        "later": [
            {
                "safe": Safe("later", "From 17:00", "text first, then ring"),
                "name": "Marek Zielny",
                "risk": "medium",
                "what": "No contact for 5 weeks 4 days",
                "words": "Last reached 12 October. 3 tries at other times of day.",
                "windows": [(17, 18.5)],
                "hours": "17:00 to 18:30",
            },
        ],
        "not_now": [
            {
                "safe": Safe("no", "No safe number", "reach in person"),
                "name": "Joanne Pike",
                "risk": "standard",
                "what": "Plan check",
                "words": "Through the school nurse, Mondays and Thursdays.",
                "hours": "Today, after 14:00",
            },
        ],
        "due_rows": [
            (
                Due("soon", "Today 17:00"),
                "Tell her the next hearing date",
                "Amira Castellow. Family court, 4 December.",
            ),
            (Due("later", "Wed 26 Nov, 6 days"), "Case review", "Leila Haddon. Needs a new form first."),
        ],
        "load": [
            ("High", "high", 9),
            ("Medium", "medium", 10),
            ("Standard", "standard", 3),
            ("Not yet", "none", 1),
        ],
    }


def overview() -> dict[str, Any]:
    return {
        "head": case_head(),
        "sections": sections("Overview"),
        "records": RECORDS,
        "late": LATE,
        "today": Due("soon", "Today 13:30"),
        "before": Due("later", "Before the review"),
        "next_week": Due("later", "Wed 26 Nov, 6 days"),
        "history": [("28 Oct", "high", "15"), ("19 Nov", "high", "16")],
    }


def questions() -> dict[str, Any]:
    return {
        "head": case_head(
            name="Joanne Pike",
            age=41,
            also=[],
            reference="T2XC-8PLN",
            risk="medium",
            cover="",
            next_due=None,
            note_url="",
            concerns=[Concern("Suitable times:", "see before ringing")],
            safe=Safe("no", "No safe number, in person only"),
            contact=[],
            contact_words="",
        ),
        "at": NOW,
        "boxes": [(str(n), look) for n, look in enumerate("yyynuynyuydynunnuunyuuuu", start=1)],
        "looks": {"y": "yes", "n": "no", "d": "unknown", "u": "none"},
    }


def plan() -> dict[str, Any]:
    return {
        "head": case_head(),
        "sections": sections("Plan"),
        "records": RECORDS,
        "at": NOW,
        "take_home": TakeHome(prefix="take"),
        "kind": Kind(),
        "done": Due("met", "Done 13 Nov"),
        "soon": Due("soon", "Fri 21 Nov"),
    }


def closed_file() -> dict[str, Any]:
    return {
        "head": case_head(
            closed=True,
            concerns=[],
            risk="none",
            next_due=None,
            note_url="",
            safe=Safe("ask", "Ask again first"),
        ),
        "sections": sections("Overview"),
        "records": RECORDS,
    }


PAGES: dict[str, Callable[[], dict[str, Any]]] = {
    "my-day": my_day,
    "overview": overview,
    "questions": questions,
    "plan": plan,
    "closed-file": closed_file,
}
