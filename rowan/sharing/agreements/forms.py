from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.common.dates import today
from rowan.common.fields import (
    DayField,
    LineField,
    MomentField,
    NameField,
    OneOfField,
    PaperField,
    SignatureField,
    WordsField,
    YesNoField,
    within,
)
from rowan.common.forms import RowanForm
from rowan.sharing.agreements import rules, wording
from rowan.sharing.models import ClientSigned, Mode, ReadHow

PERMISSION_FOR = timedelta(days=183)  # offered, never taken for granted: each permission has its own day


class ModeForm(RowanForm):
    """How it is explained this time."""

    mode = OneOfField(
        label=gettext_lazy("How do you explain it this time?"),
        choices=Mode,
        error_messages={"required": gettext_lazy("Choose how you explain it")},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["mode"].hints = {
            Mode.FACE_TO_FACE.value: _("All of it is read, and the client signs."),
            Mode.TELEPHONE.value: _(
                "All of it is read aloud. You sign; the client signs at the next meeting."
            ),
            Mode.EMERGENCY.value: _("Five sentences, when there is no time. All of it follows face to face."),
        }


class StatementsForm(RowanForm):
    """The four statements. None starts answered, and a blank is not a no (CM-69)."""

    s1 = YesNoField(required=False)
    s2 = YesNoField(required=False, help_text=gettext_lazy("Saying no changes nothing in the help you get."))
    s3 = YesNoField(required=False)
    s4 = YesNoField(required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, words in rules.statement_words().items():
            self.fields[name].label = words


SIGNED_BY = {
    ("client_signed", ClientSigned.TYPED.value): ["client_signature"],
    ("client_signed", ClientSigned.DRAWN.value): ["client_drawing"],
}


class ExplainForm(StatementsForm):
    """One explaining: the talk, the answers, the signature, the note.

    `initial` brings the `mode`, whether an `interpreter` is needed, and whether a signed `paper` is kept.
    Unfinished it is kept as it is; sent to be signed (`go`), everything that is missing is named.
    """

    short_given_at = MomentField(
        label=gettext_lazy("When was the short version explained?"), past=True, required=False
    )
    read_how = OneOfField(label=gettext_lazy("Who read it?"), choices=ReadHow, required=False)
    language = LineField(
        label=gettext_lazy("Language or interpreter used"),
        help_text=gettext_lazy("Leave empty if it was English without an interpreter."),
        required=False,
    )
    understood = YesNoField(label=gettext_lazy("Did you check that it was understood?"), required=False)
    examples = YesNoField(label=gettext_lazy("Did you use examples where they helped?"), required=False)
    questions = YesNoField(label=gettext_lazy("Did you ask for questions?"), required=False)
    access_told = YesNoField(
        label=gettext_lazy("Did you tell the client of the right to see their file?"), required=False
    )
    client_signed = OneOfField(
        label=gettext_lazy("How does the client sign?"), choices=ClientSigned, required=False
    )
    client_signature = LineField(label=gettext_lazy("The client types their name"), required=False)
    client_drawing = SignatureField(label=gettext_lazy("The client signs here"), required=False)
    paper = PaperField(
        label=gettext_lazy("Scan or photograph of the signed paper"),
        help_text=gettext_lazy("PDF or picture, up to 25 MB."),
        required=False,
    )
    client_print = NameField(label=gettext_lazy("The client’s name in print"), required=False)
    client_date = DayField(label=gettext_lazy("Day the client signed"), past=True, required=False)
    tel_date = DayField(
        label=gettext_lazy("Day it was explained and agreed by telephone"), past=True, required=False
    )
    note = WordsField(
        label=gettext_lazy("What was talked about, and what came of it?"),
        help_text=gettext_lazy("Your own words. They go into the notes of this case."),
        required=False,
    )

    reveals = {**SIGNED_BY, ("client_signed", ClientSigned.PAPER.value): ["paper"]}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.mode = self.initial.get("mode", Mode.FACE_TO_FACE)
        gone: set[str] = set()
        if self.mode != Mode.FACE_TO_FACE:
            gone |= {*rules.OF_THE_CLIENT, "paper"}
            self.reveals = {}
        if self.mode != Mode.TELEPHONE:
            gone.add("tel_date")
        if self.mode != Mode.EMERGENCY:
            gone.add("short_given_at")
        else:
            gone |= {"read_how"}
        self.left_out = gone & {*rules.OF_THE_CLIENT, "paper"}
        for name in gone:
            self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.left_out and self.of_the_client():
            self.add_error(None, rules.not_by_the_client())
        if self.data.get("go") == "sign":
            self.ask_for_the_rest(cleaned)
        return cleaned

    def of_the_client(self) -> bool:
        """Whether something of a client's signature was sent where no client signs (CM-77)."""
        sent = {name for name in (*self.data, *self.files) if self.data.get(name) or self.files.get(name)}
        return any(name in self.left_out or name.startswith("client_date_") for name in sent)

    def ask_for_the_rest(self, cleaned: dict[str, Any]) -> None:
        values = cleaned | {"client_paper": cleaned.get("paper") or self.initial.get("client_paper")}
        interpreter = self.initial.get("interpreter", False)
        for field, sentence in rules.in_the_way(self.mode, values, interpreter=interpreter, today=today()):
            if field not in self.errors:
                self.add_error(field, sentence)

    def of(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]

    @property
    def of_the_talk(self) -> list[forms.BoundField]:
        return self.of(
            "short_given_at", "read_how", "language", "understood", "examples", "questions", "access_told"
        )

    @property
    def of_the_statements(self) -> list[forms.BoundField]:
        return self.of(*rules.STATEMENTS.values())

    @property
    def of_the_signature(self) -> list[forms.BoundField]:
        return self.of("client_signed", "client_print", "client_date", "tel_date")


class ClientForm(StatementsForm):
    """What the client answers and signs on the turned screen. What is skipped stays open."""

    client_signed = OneOfField(
        label=gettext_lazy("How would you like to sign?"),
        choices=[
            (ClientSigned.DRAWN.value, gettext_lazy("Draw my signature")),
            (ClientSigned.TYPED.value, gettext_lazy("Type my name")),
        ],
        required=False,
    )
    client_signature = LineField(label=gettext_lazy("Your name"), required=False)
    client_drawing = SignatureField(label=gettext_lazy("Sign here"), required=False)

    reveals = SIGNED_BY


class AgencyForm(RowanForm):
    """What the client answers about one agency (CM-81)."""

    name = LineField(
        label=gettext_lazy("Which agency?"),
        help_text=gettext_lazy("One agency for each answer."),
        error_messages={"required": gettext_lazy("Name the agency")},
    )
    contact = LineField(label=gettext_lazy("Whom do we talk to there?"), required=False)
    permission = YesNoField(
        label=gettext_lazy("May we share with them?"),
        error_messages={"required": gettext_lazy("Select yes or no: may we share with them?")},
    )
    limit = WordsField(
        label=gettext_lazy("Limits on what we share, or with whom there"), required=False, rows=2
    )
    asked_on = DayField(
        label=gettext_lazy("Day of the answer"),
        past=True,
        error_messages={"required": gettext_lazy("Enter the day of the answer")},
    )
    review_on = DayField(
        label=gettext_lazy("When do we ask again?"),
        help_text=gettext_lazy("Needed for a yes."),
        validators=[within(5)],
        required=False,
    )

    pairs = [("asked_on", "review_on")]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["list"] = "agencies"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for field, sentence in rules.lacking(cleaned, today()):
            if field not in self.errors:
                self.add_error(field, sentence)
        return cleaned


class ResearchForm(RowanForm):
    answer = YesNoField(
        help_text=gettext_lazy("Saying no changes nothing in the help the client gets."),
        error_messages={"required": gettext_lazy("Select yes or no. Not answered counts as no")},
    )
    answered_on = DayField(
        label=gettext_lazy("Day of the answer"),
        past=True,
        error_messages={"required": gettext_lazy("Enter the day of the answer")},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = _(
            "May details that nobody can recognise the client by be used by others, for monitoring and research?"
        )


class NeverForm(RowanForm):
    """Somebody who must be told nothing. `initial` brings the `people` of the file."""

    person = OneOfField(label=gettext_lazy("Somebody of this file?"), required=False)
    name = NameField(label=gettext_lazy("Or somebody else: name them"), required=False)
    why = LineField(label=gettext_lazy("What did the client say about it?"), max_length=500, required=False)
    said_on = DayField(
        label=gettext_lazy("Day it was said"),
        past=True,
        error_messages={"required": gettext_lazy("Enter the day it was said")},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        people = self.initial.get("people", ())
        self.fields["person"].choices = people
        if not people:
            del self.fields["person"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("person") and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("Name who must be told nothing"))
        return cleaned


class NeverEndForm(RowanForm):
    because = LineField(
        label=gettext_lazy("What did the client tell you?"),
        max_length=500,
        error_messages={"required": gettext_lazy("Say what the client told you")},
    )
    ended_on = DayField(
        label=gettext_lazy("Day it was said"),
        past=True,
        error_messages={"required": gettext_lazy("Enter the day it was said")},
    )


class WordingForm(RowanForm):
    """The words of the agreement as this service says them. An empty one is read as it comes with Rowan."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for id_, text in wording.TEXTS.items():
            name = field_name(id_)
            self.fields[name] = WordsField(
                label=f"{wording.PART_WORDS[text.part]}: {id_.rsplit('.', 1)[-1]}",
                required=False,
                max_length=2000,
                rows=2,
            )

    def texts(self) -> dict[str, str]:
        return {id_: self.cleaned_data[field_name(id_)] for id_ in wording.TEXTS}


def field_name(id_: str) -> str:
    """`aim_1` for `agreement.text.aim-1`."""
    return id_.rsplit(".", 1)[-1].replace("-", "_")
