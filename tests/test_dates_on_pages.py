"""Days and times are told in the forms of `rowan.common.dates` and in no other (ux part 5)."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.template import Context, Template

from rowan.common.dates import at

ROWAN = Path(__file__).parent.parent / "rowan"
OTHER_FORM = re.compile(r"\|\s*(?:date|time)\b|\{%\s*now\b|\|\s*(?:timesince|timeuntil)\b")
MOMENT = at(date(2025, 7, 1))  # midnight in London is another day in UTC


def templates() -> list[Path]:
    return [path for kind in ("html", "txt") for path in sorted(ROWAN.rglob(f"templates/**/*.{kind}"))]


def test_no_template_prints_a_day_or_a_time_in_a_form_of_its_own():
    assert len(templates()) > 100

    assert [
        f"{path.relative_to(ROWAN)}: {found}"
        for path in templates()
        for found in OTHER_FORM.findall(path.read_text())
    ] == []


def test_no_other_module_makes_a_form_of_a_day():
    making = re.compile(r"dateformat\.format\(|date_format\(|strftime\([^)]*%[djbBY]")

    assert [
        str(path.relative_to(ROWAN))
        for path in sorted(ROWAN.rglob("*.py"))
        if "tests" not in path.parts and path != ROWAN / "common" / "dates.py"
        if making.search(path.read_text())
    ] == []


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("long_day", "1 July 2025"),
        ("short_day", "1 Jul"),
        ("weekday", "Tue 1 Jul"),
        ("headline", "Tuesday 1 July"),
        ("clock_time", "00:00"),
        ("long_moment", "1 July 2025, 00:00"),
        ("short_moment", "1 Jul, 00:00"),
        ("weekday_moment", "Tue 1 Jul, 00:00"),
    ],
)
def test_each_form_tells_a_moment_by_the_clock_of_london(form, words):
    printed = Template("{% load parts %}{{ at|" + form + " }}").render(Context({"at": MOMENT}))

    assert printed == words
