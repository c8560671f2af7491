"""Two people on one form: only what a colleague did change is asked about."""

from types import SimpleNamespace

import pytest
from django.http import QueryDict

from rowan.common.fields import LineField, OneOfField, YesNoField
from rowan.common.forms import RowanForm
from rowan.files.keeping import Changed, edit_of, settle


class Told(RowanForm):
    told = YesNoField(label="Was it told?")
    safe = YesNoField(label="Was it safe?")
    how = OneOfField(label="How?", choices=[("phone", "By telephone"), ("letter", "By letter")])
    whom = LineField(label="Whom?")

    reveals = {("told", "yes"): ["safe", "how", "whom"]}


def edit(shown: str, typed: str):
    """What one person changed who saw the one and sent the other."""
    form = Told(QueryDict(typed))
    assert form.is_valid(), form.errors
    envelope = SimpleNamespace(shown=dict(QueryDict(shown).lists()), version=1)
    return edit_of(SimpleNamespace(envelope=envelope, POST=QueryDict()), form)


def record(**values):
    return SimpleNamespace(
        **{"pk": 1, "version": 1, "told": "no", "safe": "", "how": "", "whom": ""} | values
    )


def test_the_first_answer_to_a_question_that_was_not_asked_is_nobodys_change():
    mine = edit("told=no&safe=&how=&whom=", "told=yes&safe=no&how=phone&whom=Ann")

    written = settle(record(), mine)

    assert written == {"told": "yes", "safe": "no", "how": "phone", "whom": "Ann"}


def test_an_answer_that_is_taken_back_is_written_as_not_answered():
    mine = edit("told=yes&safe=yes&how=phone&whom=Ann", "told=no&safe=yes&how=phone&whom=Ann")

    written = settle(record(told="yes", safe="yes", how="phone", whom="Ann"), mine)

    assert written == {"told": "no", "safe": "", "how": "", "whom": ""}


def test_what_a_colleague_did_answer_meanwhile_is_asked_about():
    mine = edit("told=no&safe=&how=&whom=", "told=yes&safe=no&how=phone&whom=Ann")

    with pytest.raises(Changed) as both:
        settle(record(told="yes", safe="no", how="letter", whom="Ann", version=2), mine)

    assert [clash.field for clash in both.value.clashes] == ["how"]
