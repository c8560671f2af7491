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


class DateBoxes(forms.Widget):
    """Day, month and year, posted as `name-day`, `name-month` and `name-year`."""

    boxes = ("day", "month", "year")

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed:
        return Typed(**{box: str(data.get(f"{name}-{box}", "")) for box in self.boxes})

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}-{box}" in data for box in self.boxes)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-day" if id_ else id_

    def typed(self, value: Any) -> Typed:
        """The boxes for a stored value: a day, a moment, or a day with its precision."""
        if value is None or value == "":
            return Typed()
        if isinstance(value, Typed):
            return value
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
