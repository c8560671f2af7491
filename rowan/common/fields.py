"""What people may type: the fields of Rowan's forms. How they look is said in `drawing.py`.

No field demands a shape that real names, numbers and memories do not have. Errors are sentences that say what
to do; `forms.py` fills in those that a field does not bring itself.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, cast

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rowan.common.boxes import DateBoxes, Drawn, MomentBoxes, Typed
from rowan.common.dates import Precision, at, local_day, partial, today
from rowan.common.strokes import strokes_of

LONGEST_TEXT = 20_000
LONGEST_LINE = 200
LONGEST_DRAWING = 80_000


class Answers(forms.RadioSelect):
    """One of a few short answers, drawn as boxes in a row."""

    boxed = True


class AnswersMany(forms.CheckboxSelectMultiple):
    """Some of a few short answers, drawn as boxes in a row."""

    boxed = True


class LineField(forms.CharField):
    """A few words on one line."""

    def __init__(self, *, max_length: int = LONGEST_LINE, **kwargs: Any):
        super().__init__(max_length=max_length, **kwargs)


class NameField(LineField):
    """A name as the person gives it: one word or ten, in any script."""


class WordsField(forms.CharField):
    """Free text of 20,000 characters at most, a line break counting as one."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int = LONGEST_TEXT, rows: int = 3, **kwargs: Any):
        super().__init__(max_length=max_length, **kwargs)
        self.widget.attrs["rows"] = rows

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class PhoneField(LineField):
    """A telephone number, kept as it was typed. `phone_key` gives the form to compare and to ring.

    Whether a number could exist is checked, not whether it is in use: numbers set aside for drama pass.
    """

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "class": "govuk-input--width-20"})
    default_error_messages = {
        "impossible": gettext_lazy(
            "Enter a phone number such as 01632 960 001 or 07700 900 982, or leave this empty and say what "
            "you have in the notes"
        )
    }

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        if text and phone_key(text) is None:
            raise ValidationError(self.error_messages["impossible"], code="impossible")
        return text


def phone_key(text: str) -> str | None:
    """`+447700900982` for a number in any spelling, read as British unless it says otherwise; else None."""
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class OneOfField(forms.ChoiceField):
    """One of several answers, as a list. Nothing is chosen beforehand."""

    widget = forms.RadioSelect


class SomeOfField(forms.MultipleChoiceField):
    """Any of several answers, as a list."""

    widget = forms.CheckboxSelectMultiple


class YesNoField(forms.ChoiceField):
    """`yes`, `no` and, with `unknown=True`, `dont_know`. Not answered is the empty string: it is not a no."""

    widget = Answers

    def __init__(self, *, unknown: bool = False, **kwargs: Any):
        choices = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
        if unknown:
            choices.append(("dont_know", gettext_lazy("Don’t know")))
        super().__init__(choices=choices, **kwargs)


class SignatureField(forms.CharField):
    """A signature drawn on the screen: its lines as text, or nothing. A dot is no signature."""

    widget = Drawn
    default_error_messages = {"unread": gettext_lazy("Draw the signature again: it could not be read")}

    def __init__(self, **kwargs: Any):
        super().__init__(max_length=LONGEST_DRAWING, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        if text and strokes_of(text) is None:
            raise ValidationError(self.error_messages["unread"], code="unread")
        return text


class PaperField(forms.FileField):
    """A file that somebody adds: not empty and at most `megabytes` large."""

    default_error_messages = {"empty": gettext_lazy("This file is empty. Choose another one")}

    def __init__(self, *, megabytes: int = 25, **kwargs: Any):
        super().__init__(**kwargs)
        self.megabytes = megabytes

    def to_python(self, data: Any):
        upload = super().to_python(data)
        if upload and upload.size > self.megabytes * 1024 * 1024:
            sentence = _("Choose a file of %(n)s MB at most") % {"n": self.megabytes}
            raise ValidationError(sentence, code="large")
        return upload


class Known(NamedTuple):
    """A day told as exactly as somebody knew it: the first of the month or year when less is known."""

    day: date
    precision: Precision

    def __str__(self) -> str:
        return partial(self.day, self.precision)


class DayField(forms.Field):
    """A whole date in three boxes. `past=True` refuses tomorrow.

    A month may be a word and a year two figures; a date typed into the first box, "today" and "yesterday" are
    understood. What cannot be read stays in the boxes as it was typed.
    """

    widget = DateBoxes
    partial = False

    def __init__(self, *, past: bool = False, **kwargs: Any):
        super().__init__(**kwargs)
        self.past = past

    def clean(self, value: Any) -> Any:
        if not any(value or ()):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        read = self.read(Typed(*value))
        self.run_validators(read)
        return read

    def read(self, typed: Typed) -> Any:
        known = read_day(typed, today())
        if known is None:
            raise self.refusal("impossible", _("Enter a real %(thing)s, such as 3 12 1990"))
        if known.precision is not Precision.DAY and not self.partial:
            sentence = _("Enter the whole %(thing)s: day, month and year, such as 3 12 1990")
            raise self.refusal("parts", sentence)
        if self.past and known.day > today():
            raise self.refusal("future", _("Enter a %(thing)s that is not in the future"))
        return known if self.partial else known.day

    def refusal(self, code: str, sentence: str) -> ValidationError:
        words = str(self.error_messages.get(code, sentence))
        return ValidationError(words % {"thing": self.thing}, code=code)

    @property
    def thing(self) -> str:
        """The date as it stands in a sentence: "date of birth" for that label, else "date for “Ends”"."""
        label = str(self.label or "")
        if label.startswith(_("Date")):
            return label[:1].lower() + label[1:]
        return _("date for “%(label)s”") % {"label": label}

    def has_changed(self, initial: Any, data: Any) -> bool:
        boxes = cast(DateBoxes, self.widget)
        return boxes.typed(initial) != boxes.typed(data)


class PartialDayField(DayField):
    """A date of which the day, or day and month, may be unknown. Gives `Known`, or None when empty."""

    partial = True


class MomentField(DayField):
    """A day and a time of day in London. Gives the moment in UTC."""

    widget = MomentBoxes

    def read(self, typed: Typed) -> datetime:
        day = super().read(typed._replace(time=""))
        clock = read_time(typed.time)
        if clock is None:
            raise self.refusal("time", _("Enter the time as hours and minutes, such as 09:42"))
        return at(day, clock)


def within(years: int, *, either_way: bool = False) -> Callable[[date], None]:
    """For `validators` of a day or moment: at most so many years ahead, and `either_way` as many back."""
    most = timedelta(days=366 * years)

    def check(when: date) -> None:
        ahead = day_of(when) - today()
        if ahead > most or (either_way and -ahead > most):
            sentence = ngettext("Choose a day within a year", "Choose a day within %(n)s years", years)
            raise ValidationError(sentence % {"n": years}, code="far")

    return check


def not_before_2000(when: date) -> None:
    """For `validators` of what somebody reports of their work: an earlier year is a slip of the finger."""
    if day_of(when).year < 2000:
        raise ValidationError(_("Enter a day in 2000 or later"), code="far")


def day_of(when: date) -> date:
    return local_day(when) if isinstance(when, datetime) else when


_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def read_day(typed: Typed, now: date) -> Known | None:
    """The date somebody meant, None when there is none. `now` settles "today" and years of two figures."""
    day, month, year = (part.strip().lower() for part in typed[:3])
    if day and not month and not year:
        if day in (_("today"), _("yesterday")):
            return Known(now - timedelta(days=day == _("yesterday")), Precision.DAY)
        day, month, year = [*re.split(r"[\s./-]+", day), "", "", ""][:3]
    if not year or (day and not month):
        return None
    try:
        whole = date(_year(year, now), _month(month) if month else 1, _number(day) if day else 1)
    except ValueError:
        return None
    if whole.year < 1850:
        return None
    return Known(whole, Precision.DAY if day else Precision.MONTH if month else Precision.YEAR)


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 4:
        raise ValueError("not a number of a date")
    return int(text)


def _month(text: str) -> int:
    for number, name in enumerate(_MONTHS, start=1):
        if len(text) > 2 and name.startswith(text):
            return number
    return _number(text)


def _year(text: str, now: date) -> int:
    year = _number(text)
    if len(text) > 2:
        return year
    century = now.year // 100 * 100
    return century + year if century + year <= now.year else century - 100 + year


def read_time(text: str) -> time | None:
    """09:42, 9.42, 0942, 9:42 am and 9 pm; None for anything else."""
    found = re.fullmatch(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm)?", text.strip().lower())
    if found is None or (found[2] is None and found[3] is None):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def too_long(count: int, limit: int) -> str:
    """Said when a text does not fit: what to do and by how much."""
    over = count - limit
    return ngettext(
        "Shorten this by %(over)s character: at most %(limit)s are kept here",
        "Shorten this by %(over)s characters: at most %(limit)s are kept here",
        over,
    ) % {"over": f"{over:,}", "limit": f"{limit:,}"}
