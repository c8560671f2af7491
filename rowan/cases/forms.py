from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.cases.models import ConcernKind
from rowan.cases.workers import Candidate
from rowan.common.fields import LineField, OneOfField, SomeOfField, WordsField, YesNoField
from rowan.common.forms import RowanForm

GONE = gettext_lazy("Choose one of the workers shown. The list has changed since you opened it")


def why_so() -> WordsField:
    return WordsField(
        label=gettext_lazy("Why this choice all the same?"),
        required=False,
        max_length=500,
        rows=2,
        help_text=gettext_lazy(
            "Asked where the table marks something against it: no room, away, or another language."
        ),
    )


class Guided(RowanForm):
    """Asks why where guidance speaks against who was chosen."""

    def __init__(self, *args, candidates: list[Candidate], **kwargs):
        super().__init__(*args, **kwargs)
        self.candidates = candidates

    def ask_why(self, chosen: list[Candidate]) -> None:
        against = [one.against_words for one in chosen if one.against]
        if against and not self.cleaned_data.get("because"):
            self.add_error(
                "because", _("%(why)s: say why you choose so all the same") % {"why": "; ".join(against)}
            )

    def candidate(self, pk: str) -> Candidate:
        return next(one for one in self.candidates if str(one.user.pk) == pk)


class GiveForm(Guided):
    """One worker out of those who could take the case."""

    worker = OneOfField(label=gettext_lazy("Who takes this case?"), error_messages={"invalid_choice": GONE})
    because = why_so()

    def __init__(self, *args, candidates: list[Candidate], **kwargs):
        super().__init__(*args, candidates=candidates, **kwargs)
        self.fields["worker"].choices = [(str(one.user.pk), one.user.name) for one in candidates]

    def clean(self):
        given = super().clean()
        if given.get("worker"):
            self.ask_why([self.candidate(given["worker"])])
        return given

    @property
    def chosen(self) -> Candidate:
        return self.candidate(self.cleaned_data["worker"])


class HandOverForm(GiveForm):
    """`seen` is who led the case as the page opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    note = WordsField(
        label=gettext_lazy("What does the next worker need to know?"),
        help_text=gettext_lazy("Kept on the timeline, for colleagues. It never leaves the service."),
    )


class ManyForm(Guided):
    """Some cases of one worker, to one or several others."""

    cases = SomeOfField(
        label=gettext_lazy("Which cases?"),
        error_messages={"required": gettext_lazy("Tick the cases to hand over")},
    )
    workers = SomeOfField(
        label=gettext_lazy("To whom?"),
        error_messages={
            "required": gettext_lazy("Tick one or several colleagues"),
            "invalid_choice": GONE,
        },
    )
    because = why_so()
    note = WordsField(
        label=gettext_lazy("What do the next workers need to know?"),
        help_text=gettext_lazy(
            "Kept on the timeline of each case, for colleagues. It never leaves the service."
        ),
    )

    def __init__(self, *args, cases, candidates: list[Candidate], **kwargs):
        super().__init__(*args, candidates=candidates, **kwargs)
        self.fields["cases"].choices = [(str(row.case.pk), str(row.case.file)) for row in cases]
        self.fields["workers"].choices = [(str(one.user.pk), one.user.name) for one in candidates]

    def clean(self):
        given = super().clean()
        if given.get("workers"):
            self.ask_why(self.chosen)
        return given

    @property
    def chosen(self) -> list[Candidate]:
        return [self.candidate(pk) for pk in self.cleaned_data["workers"]]


class AddWorkerForm(RowanForm):
    worker = forms.ChoiceField(label=gettext_lazy("Who else works on this?"))

    def __init__(self, *args, workers: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = [("", gettext_lazy("Choose")), *workers]


EXPLAIN = gettext_lazy("Say what a colleague should know and do")


class ConcernForm(RowanForm):
    """Something that every colleague must see at once."""

    kind = OneOfField(
        label=gettext_lazy("Which serious concern?"),
        choices=ConcernKind.choices,
        error_messages={"required": gettext_lazy("Select which concern it is")},
    )
    detail = WordsField(
        label=EXPLAIN,
        help_text=gettext_lazy("Short: it stands at the top of every page of this file. Staff only."),
        rows=2,
        max_length=2000,
        error_messages={
            "required": gettext_lazy("Explain the concern, so that a colleague knows what to do")
        },
    )


class ConcernChangeForm(RowanForm):
    """What a concern says now, or why it no longer holds."""

    detail = WordsField(
        label=EXPLAIN,
        rows=2,
        max_length=2000,
        error_messages={
            "required": gettext_lazy("Explain the concern, so that a colleague knows what to do")
        },
    )
    holds = YesNoField(label=gettext_lazy("Does this still hold?"))
    because = LineField(
        label=gettext_lazy("Why does it no longer hold?"),
        max_length=500,
        error_messages={"required": gettext_lazy("Say why, in a few words")},
    )

    reveals = {("holds", "no"): ["because"]}
