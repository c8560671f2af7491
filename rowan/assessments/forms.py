from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.assessments import rules
from rowan.assessments.models import Asked, Ending, Outcome, Way
from rowan.assessments.models.safeguarding import WAYS
from rowan.assessments.signing import Signed
from rowan.cases.models import Level
from rowan.common.dates import today
from rowan.common.fields import (
    DayField,
    LineField,
    OneOfField,
    PaperField,
    SomeOfField,
    WordsField,
    YesNoField,
)
from rowan.common.forms import RowanForm
from rowan.files import attachments
from rowan.sharing.grounds import GROUNDS
from rowan.sharing.models import How
from rowan.sharing.rules import SAFEGUARDING_GROUNDS

NOT_YET = "not-yet"
LEVELS = [(level.value or NOT_YET, level.label) for level in Level]


class ReplaceForm(RowanForm):
    because = WordsField(
        label=gettext_lazy("Why does the signed form have to be replaced?"),
        help_text=gettext_lazy(
            "Both stay readable. The new one starts empty: everything in it is asked afresh."
        ),
        max_length=2_000,
        error_messages={"required": gettext_lazy("Enter why the signed form has to be replaced")},
    )


class SigningForm(RowanForm):
    """How a form is signed. Nothing is asked of a signature on the screen, and nobody signs in a call."""

    way = OneOfField(label=gettext_lazy("How is it signed?"), choices=Way.choices, required=False)
    who = LineField(label=gettext_lazy("Who signed?"), max_length=200, required=False)
    signed_on = DayField(label=gettext_lazy("Day it was signed"), past=True, required=False)
    paper = PaperField(
        label=gettext_lazy("Scan or photograph of the signed paper"),
        help_text=gettext_lazy("PDF or picture, up to 25 MB."),
        required=False,
    )
    because = LineField(
        label=gettext_lazy("If the scan is still to come: why?"),
        help_text=gettext_lazy("You are reminded until it is there."),
        max_length=500,
        required=False,
    )

    reveals = {("way", Way.PAPER.value): ["who", "signed_on", "paper", "because"]}

    def __init__(self, *args: Any, mode: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.mode = mode

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("way") == Way.TELEPHONE and (self.data.get("who") or self.files.get("paper")):
            self.add_error(
                "way", _("Nobody signs in a telephone call. Choose paper, or leave out who signed.")
            )
        if paper := cleaned.get("paper"):
            self.check_kind(paper)
        for name, sentence in self.lacking(Signed.of(cleaned)):
            if name not in self.errors:
                self.add_error(name, sentence)
        return cleaned

    def lacking(self, said: Signed):
        return rules.in_the_way_of_signing(said, mode=self.mode, today=today())

    def check_kind(self, paper) -> None:
        try:
            attachments.kind_of(paper.name, paper.read())
        except attachments.NotTaken as why:
            self.add_error("paper", str(why))
        paper.seek(0)

    @property
    def said(self) -> Signed:
        return Signed.of(self.cleaned_data)


class FollowForm(SigningForm):
    """The signature that follows a telephone call, or the scan that was to come. `initial` brings what stands."""

    who = LineField(
        label=gettext_lazy("Who signed?"),
        help_text=gettext_lazy("You alone, or the client and you."),
        max_length=200,
        required=False,
    )

    reveals = {("way", Way.PAPER.value): ["paper", "because"]}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [(way.value, way.label) for way in (Way.PAPER, Way.SCREEN)]

    def lacking(self, said: Signed):
        response, before = self.initial["response"], self.initial["before"]
        return rules.in_the_way_of_following(response, before, said, today=today())


class ScanForm(FollowForm):
    """The scan alone: who signed, and when, was said already."""

    because = None

    reveals = {
        ("way", Way.PAPER.value): ["paper"],
        ("way", Way.SCREEN.value): ["who", "signed_on"],
    }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["way"].label = _("What is there now?")
        self.fields["way"].choices = [
            (Way.PAPER.value, _("The scan of the signed paper")),
            (Way.SCREEN.value, _("No paper: it is signed on the screen")),
        ]


class LevelForm(RowanForm):
    """The level as somebody judges it now, and why."""

    level = OneOfField(label=gettext_lazy("Having weighed it all, how high is the risk?"), choices=LEVELS)
    reason = WordsField(
        label=gettext_lazy("Why this level?"),
        help_text=gettext_lazy("Kept with your name. If the level goes down, a manager is told."),
        max_length=5_000,
        error_messages={"required": gettext_lazy("Say why you judge the risk to be so")},
    )


class IncidentForm(RowanForm):
    """Something new has happened."""

    happened_on = DayField(label=gettext_lazy("When did it happen?"), past=True)
    what = WordsField(
        label=gettext_lazy("What happened?"),
        help_text=gettext_lazy("A few words are enough. The Dash is then to be asked at once."),
        max_length=5_000,
    )


class OthersDashForm(RowanForm):
    """A Dash that somebody else asked: it is kept apart and counts for nothing here (CM-38)."""

    asked_by = LineField(
        label=gettext_lazy("Who asked it?"), help_text=gettext_lazy("Such as: PC Farrow, Ashmere Police.")
    )
    asked_on = DayField(label=gettext_lazy("When?"), past=True, required=False)
    total = forms.IntegerField(
        label=gettext_lazy("How many answers were yes, as they say?"),
        min_value=0,
        max_value=24,
        required=False,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), gettext_lazy("Enter a number from 0 to 24")
        ),
    )
    level = OneOfField(
        label=gettext_lazy("How high do they judge the risk?"),
        choices=[(level.value, level.label) for level in Level if level.value],
        required=False,
    )
    words = WordsField(label=gettext_lazy("What else do they say?"), required=False, max_length=5_000)
    paper = OneOfField(label=gettext_lazy("Which paper in this file is it?"), required=False)

    def __init__(self, *args, papers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["paper"].choices = papers
        if not papers:
            del self.fields["paper"]


class MaracForm(RowanForm):
    """How the Marac task ended, as it was. `seen` is the task that stood on the page."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    ending = OneOfField(label=gettext_lazy("What happened with the Marac referral?"), choices=Ending.choices)
    told = LineField(
        label=gettext_lazy("If it was referred: to whom was it sent, or who has done so?"), required=False
    )
    on = DayField(label=gettext_lazy("On which day was it referred?"), past=True, required=False)
    reference = LineField(
        label=gettext_lazy("Their reference, if there is one"), required=False, max_length=100
    )
    because = WordsField(
        label=gettext_lazy("Why is it not taken to the Marac?"), required=False, max_length=5_000
    )

    reveals = {("ending", Ending.NOT.value): ["because"]}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        ending = said.get("ending")
        if ending == Ending.NOT and not said.get("because"):
            self.add_error("because", _("Say why this is not taken to the Marac"))
        elif ending and ending != Ending.NOT:
            if not said.get("told"):
                self.add_error("told", _("Say to whom it was sent, or who has referred"))
            if not said.get("on") and "on" not in self.errors:
                self.add_error("on", _("Enter the day, today or earlier"))
        return said


class SafeguardingForm(RowanForm):
    """Who is in danger, what the danger is, who is told, on which ground and how. It keeps half of it too."""

    people = SomeOfField(label=gettext_lazy("Who is in danger?"), required=False)
    others = LineField(
        label=gettext_lazy("Anybody else, born or unborn?"),
        help_text=gettext_lazy("Names and ages as far as they are known."),
        required=False,
        max_length=500,
    )
    urgent = YesNoField(
        label=gettext_lazy("Is there danger now?"),
        help_text=gettext_lazy("If so, ring 999 first."),
        required=False,
    )
    what = WordsField(
        label=gettext_lazy("What is the danger?"),
        help_text=gettext_lazy("What you know, from whom, and what you think. They will read this."),
        required=False,
    )
    where = LineField(
        label=gettext_lazy("Where are they now, if it is safe to say?"),
        help_text=gettext_lazy("Nothing is filled in here by itself. A secret address stays secret."),
        required=False,
        max_length=500,
    )
    whom = LineField(
        label=gettext_lazy("Who is told?"),
        help_text=gettext_lazy("Such as: Ashmere children’s services, front door."),
        required=False,
    )
    knows = OneOfField(label=gettext_lazy("Does the client know?"), choices=Asked.choices, required=False)
    knows_because = WordsField(
        label=gettext_lazy("What did they say, or why were they not told?"), required=False, max_length=2_000
    )
    basis = OneOfField(
        label=gettext_lazy("On which ground in law?"),
        help_text=gettext_lazy(
            "The ground “safeguarding” is for children and for adults with needs for care and support. "
            "For other adults choose the danger to life."
        ),
        choices=[(code, f"{GROUNDS[code].words} ({GROUNDS[code].law})") for code in SAFEGUARDING_GROUNDS],
        required=False,
    )
    necessary = WordsField(
        label=gettext_lazy("Why is it necessary to tell, and to tell this much?"),
        help_text=gettext_lazy("Stays here; it is not sent."),
        required=False,
        max_length=2_000,
    )
    how = OneOfField(
        label=gettext_lazy("How is it told?"),
        choices=[(way.value, way.label) for way in WAYS],
        required=False,
    )
    spoke_to = LineField(label=gettext_lazy("With whom did you speak?"), required=False)
    on = DayField(label=gettext_lazy("On which day?"), past=True, required=False)

    reveals = {("how", How.PHONE.value): ["spoke_to", "on"]}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        named = self.initial.get("persons", [])
        self.fields["people"].choices = named
        if not named:
            del self.fields["people"]


class OthersToldForm(RowanForm):
    """Somebody else has told the authority already."""

    who = LineField(label=gettext_lazy("Who has told them?"))
    on = DayField(label=gettext_lazy("On which day?"), past=True)
    reference = LineField(
        label=gettext_lazy("Their reference, if there is one"), required=False, max_length=100
    )


class AnswerForm(RowanForm):
    """What they answered: that they have it, and what came of it."""

    on = DayField(label=gettext_lazy("When did they answer?"), past=True)
    whom = LineField(label=gettext_lazy("Who answered?"))
    reference = LineField(
        label=gettext_lazy("Their reference, if there is one"), required=False, max_length=100
    )
    outcome = OneOfField(
        label=gettext_lazy("What came of it, if they said?"), choices=Outcome.choices, required=False
    )
    words = WordsField(label=gettext_lazy("In their words"), required=False, max_length=5_000)


class DismissForm(RowanForm):
    because = WordsField(
        label=gettext_lazy("Why is it not to be made?"),
        help_text=gettext_lazy("Stays in the file with your name."),
        max_length=2_000,
        error_messages={"required": gettext_lazy("Say why it is not to be made")},
    )
