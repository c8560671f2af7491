"""The widgets for days: three boxes, or three and a time. What was typed comes back as it was typed."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django import forms

from rowan.common.dates import Precision, clock_time, local_day


class Typed(NamedTuple):
    """The boxes of a date as somebody left them."""

    day: str = ""
    month: str = ""
    year: str = ""
    time: str = ""


class DateBoxes(forms.MultiWidget):
    """Day, month and year, posted as `name_day`, `name_month` and `name_year`."""

    boxes: tuple[str, ...] = ("day", "month", "year")

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(dict.fromkeys(self.boxes, forms.TextInput), attrs)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [value or "" for value in super().value_from_datadict(data, files, name)]

    def decompress(self, value: Any) -> list[str]:
        return list(self.typed(value))[: len(self.boxes)]

    def typed(self, value: Any) -> Typed:
        """The boxes for a stored value: a day, a moment, a day with its precision, or boxes as typed."""
        if value is None or value == "":
            return Typed()
        if isinstance(value, list):
            return Typed(*value)
        if isinstance(value, datetime):
            day = local_day(value)
            return Typed(str(day.day), str(day.month), str(day.year), clock_time(value))
        if isinstance(value, date):
            return Typed(str(value.day), str(value.month), str(value.year))
        day, precision = value
        return Typed(
            str(day.day) if precision == Precision.DAY else "",
            str(day.month) if precision in (Precision.DAY, Precision.MONTH) else "",
            str(day.year),
        )


class MomentBoxes(DateBoxes):
    """A date and, beside it, the time."""

    boxes = ("day", "month", "year", "time")


class Drawn(forms.TextInput):
    """A signature drawn on the screen: its lines as text in a field that nobody sees."""

    input_type = "hidden"
    is_hidden = False
