"""What people may type about the rota. Hours of a day are one line: "9 to 5", "09:00 to 12:30, 13:30 to 17:00"."""

import re
from datetime import time
from itertools import pairwise

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.common.dates import today
from rowan.common.fields import (
    LONGEST_LINE,
    DayField,
    LineField,
    MomentField,
    OneOfField,
    SomeOfField,
    WordsField,
    read_time,
    within,
)
from rowan.common.forms import RowanForm
from rowan.rota.models import DAYS, Away

type Span = tuple[time, time]

NEAR = within(2, either_way=True)
BETWEEN = r"\s*(?:\bto\b|\buntil\b|-|–|—)\s*"
NOBODY = ("", gettext_lazy("Nobody"))


class SpansField(forms.Field):
    """From when until when on one day. Gives the spans in order, none for an empty line.

    `several=False` takes one span; a span may end at midnight only where `midnight=True`.
    """

    widget = forms.TextInput(attrs={"class": "govuk-input--width-20"})
    empty_value: tuple[Span, ...] = ()

    def __init__(self, *, several: bool = False, midnight: bool = False, **kwargs):
        super().__init__(required=False, **kwargs)
        self.several, self.midnight = several, midnight

    def prepare_value(self, value):
        return value if isinstance(value, str) or value is None else spans_words(value)

    def to_python(self, value) -> tuple[Span, ...]:
        text = str(value or "").strip()
        if not text:
            return ()
        if len(text) > LONGEST_LINE:
            raise ValidationError(self.sentence, code="span")
        spans = [read_span(part) for part in re.split(r"[,;]|\band\b", text)]
        good = [span for span in spans if span and (span[0] < span[1] or self.ends_the_day(span))]
        if len(good) < len(spans) or len(good) > (8 if self.several else 1):
            raise ValidationError(self.sentence, code="span")
        good.sort()
        if any(last > first or last == time.min for (_start, last), (first, _end) in pairwise(good)):
            raise ValidationError(_("Enter hours that do not overlap"), code="overlap")
        return tuple(good)

    def ends_the_day(self, span: Span) -> bool:
        return self.midnight and span[1] == time.min

    @property
    def sentence(self) -> str:
        if self.several:
            return _(
                "Enter hours such as 09:00 to 17:00, or 09:00 to 12:30, 13:30 to 17:00; empty for closed"
            )
        return _("Enter hours such as 09:00 to 17:00, or leave the day empty")


def read_span(text: str) -> Span | None:
    """ "9 to 5" is nine in the morning until five in the afternoon; 24:00 is midnight."""
    ends = re.split(BETWEEN, text.strip())
    if len(ends) != 2:
        return None
    first, last = (read_hour(end) for end in ends)
    if first is None or last is None:
        return None
    if last <= first and 0 < last.hour < 12 and ":" not in ends[1] and "m" not in ends[1].lower():
        last = last.replace(hour=last.hour + 12)
    return first, last


def read_hour(text: str) -> time | None:
    text = text.strip()
    if text in ("24:00", "24", _("midnight")):
        return time.min
    return read_time(f"{text}:00" if re.fullmatch(r"\d{1,2}", text) else text)


def spans_words(spans) -> str:
    words = _("%(start)s to %(end)s")
    return ", ".join(
        words
        % {"start": start.strftime("%H:%M"), "end": "24:00" if end == time.min else end.strftime("%H:%M")}
        for start, end in spans
    )


def week(**asked) -> type[RowanForm]:
    """A form with a line for each day of the week."""
    return type("WeekForm", (RowanForm,), {f"day_{n}": SpansField(label=DAYS[n], **asked) for n in range(7)})


class WorkerForm(week()):
    """When somebody works, what they offer, and for a manager in which teams they are."""

    teams = SomeOfField(label=gettext_lazy("Teams"), required=False)
    languages = WordsField(
        label=gettext_lazy("Languages spoken with people"),
        required=False,
        max_length=500,
        rows=2,
        help_text=gettext_lazy("With commas between. They are matched with the language of the person."),
    )
    skills = WordsField(
        label=gettext_lazy("Knows especially about"),
        required=False,
        max_length=500,
        rows=2,
        help_text=gettext_lazy("With commas between, such as immigration, deaf people, stalking."),
    )

    def __init__(self, *args, teams: list[tuple[str, str]] | None, **kwargs):
        super().__init__(*args, **kwargs)
        if teams:
            self.fields["teams"].choices = teams
        else:
            del self.fields["teams"]

    @property
    def week(self) -> dict[int, Span]:
        spans = {number: self.cleaned_data[f"day_{number}"] for number in range(7)}
        return {number: kept[0] for number, kept in spans.items() if kept}


class AwayForm(RowanForm):
    first_day = DayField(label=gettext_lazy("First day away"), validators=[NEAR])
    last_day = DayField(label=gettext_lazy("Last day away"), validators=[NEAR])
    kind = OneOfField(
        label=gettext_lazy("Away or working elsewhere?"),
        choices=Away.choices,
        help_text=gettext_lazy("The reason is not kept."),
    )
    cover = forms.ChoiceField(
        label=gettext_lazy("Who covers?"),
        required=False,
        help_text=gettext_lazy("The running work stands on their day as well, as far as they may open it."),
    )

    pairs = [("first_day", "last_day")]

    def __init__(self, *args, colleagues: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cover"].choices = [NOBODY, *colleagues]

    def clean_last_day(self):
        last = self.cleaned_data["last_day"]
        if last < today():
            raise ValidationError(_("Enter today or a later day"))
        return last


class DutyForm(RowanForm):
    worker = forms.ChoiceField(label=gettext_lazy("Who is on duty?"))
    starts_at = MomentField(label=gettext_lazy("From"), validators=[NEAR])
    ends_at = MomentField(label=gettext_lazy("Until"), validators=[NEAR])

    pairs = [("starts_at", "ends_at")]

    def __init__(self, *args, colleagues: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = [("", gettext_lazy("Choose")), *colleagues]

    def clean(self):
        given = super().clean()
        starts, ends = given.get("starts_at"), given.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("Enter an end that comes after the start"))
        return given


class TeamForm(RowanForm):
    name = LineField(
        label=gettext_lazy("Name of the team"),
        max_length=100,
        error_messages={"required": gettext_lazy("Enter the name of the team")},
    )


class OpeningForm(week(several=True, midnight=True)):
    """The opening hours of each weekday."""

    holidays = forms.BooleanField(
        label=gettext_lazy("Open on bank holidays as on other days"), required=False
    )
