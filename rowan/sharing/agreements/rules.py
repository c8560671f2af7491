"""Who explains an agreement, when it can be signed, and what makes an answer whole."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from rowan.access.permissions import NotNow, Permission, permitted, require
from rowan.agencies.models import Side
from rowan.cases.models import OPEN, Case
from rowan.common.dates import local_day, long_day
from rowan.common.strokes import strokes_of
from rowan.people.models import Person, YesNo
from rowan.sharing.models import AgencyPermission, Agreement, ClientSigned, Mode, NeverTold, ReadHow

# What belongs to the client's own signature, and so to no telephone call and no emergency (CM-77).
OF_THE_CLIENT = (
    "client_signed", "client_signature", "client_drawing", "client_paper", "client_date", "client_print",
)  # fmt: skip


def not_by_the_client() -> str:
    return _(
        "The client signs face to face only. Leave the client’s signature out, or explain it face to face."
    )


def check_write(user, case: Case) -> None:
    """Whoever works with a survivor explains the agreement, asks about sharing and about research."""
    require(user, Permission.CASE_WORK)
    if case.file.side != Side.SURVIVOR:
        raise NotNow(_("This agreement is for a survivor. This is not a survivor’s file."))
    if case.state not in OPEN:
        raise NotNow(_("This case is closed, so what was agreed stays as it is."))


can_write = permitted(check_write)


def check_begin(user, case: Case, mode: str, begun: Agreement | None) -> None:
    check_write(user, case)
    if mode not in Mode.values:
        raise NotNow(_("Select one of the answers shown"))
    if begun is not None and begun.mode != mode:
        raise NotNow(
            _("%(name)s has begun an agreement: %(how)s. Go on with that one, or change how it is explained.")
            % {"name": begun.created_name, "how": str(begun.get_mode_display()).lower()}
        )


def check_fill(user, agreement: Agreement) -> None:
    """A signed agreement stays as it is; what is different is explained anew (CM-89)."""
    check_write(user, agreement.case)
    if agreement.is_signed:
        raise NotNow(
            _("%(name)s signed this agreement on %(day)s. It cannot be changed. Explain it anew instead.")
            % {"name": agreement.signed_name, "day": long_day(local_day(agreement.signed_at))}
        )


def check_mode(user, agreement: Agreement, mode: str) -> None:
    """Something that a client signed is not turned into a telephone call (CM-77)."""
    check_fill(user, agreement)
    if mode not in Mode.values:
        raise NotNow(_("Select one of the answers shown"))
    signed = (agreement.client_signature, agreement.client_drawing, agreement.client_paper_id)
    if mode != Mode.FACE_TO_FACE and any(signed):
        raise NotNow(not_by_the_client())


def check_values(mode: str, values: Mapping[str, Any]) -> None:
    if mode != Mode.FACE_TO_FACE and any(values.get(name) for name in OF_THE_CLIENT):
        raise NotNow(not_by_the_client())
    if (drawing := values.get("client_drawing")) and strokes_of(drawing) is None:
        raise NotNow(_("Draw the signature again: it could not be read"))


STATEMENTS = {1: "s1", 2: "s2", 3: "s3", 4: "s4"}


def statement_words() -> dict[str, str]:
    """The four statements, as the client is asked them."""
    return {
        "s1": _("Has this agreement been explained to you?"),
        "s2": _(
            "May details that nobody can recognise you by be used by others, for monitoring and research?"
        ),
        "s3": _("Do you understand that what you tell us stays confidential unless you let us share it?"),
        "s4": _(
            "Do you understand that where the risk to you or to children is high we can share it without your "
            "permission?"
        ),
    }


def in_the_way(
    mode: str, values: Mapping[str, Any], *, interpreter: bool, today: date
) -> Iterator[tuple[str, str]]:
    """What stands between these answers and the signature, field by field (CM-69, CM-79, CM-80, CM-88)."""
    if mode == Mode.EMERGENCY:
        yield from in_an_emergency(values, today)
    else:
        yield from about_the_talk(values, interpreter)
        yield from about_the_statements(values)
        yield from (
            about_the_call(values, today) if mode == Mode.TELEPHONE else about_the_client(values, today)
        )
    if not values.get("note", "").strip():
        yield "note", _("Write what was talked about and what came of it: it goes into the notes")


def in_an_emergency(values: Mapping[str, Any], today: date) -> Iterator[tuple[str, str]]:
    given = values.get("short_given_at")
    if given is None:
        yield "short_given_at", _("Enter when the short version was explained")
    elif local_day(given) > today:
        yield "short_given_at", _("Enter a day that is not in the future")


def about_the_talk(values: Mapping[str, Any], interpreter: bool) -> Iterator[tuple[str, str]]:
    if interpreter and not values.get("language", "").strip():
        yield "language", _("Say which language or interpreter was used")
    if not values.get("read_how"):
        yield "read_how", _("Say who read it")
    elif values["read_how"] == ReadHow.SHORT:
        yield "read_how", _("The client reads all of it, or hears all of it read aloud, before it is signed")
    if not values.get("understood"):
        yield "understood", _("Say whether you checked that it was understood")
    if not values.get("questions"):
        yield "questions", _("Say whether you asked for questions")
    if not values.get("access_told"):
        yield "access_told", _("Say whether you told the client of the right to see their file")


def about_the_statements(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for number, name in STATEMENTS.items():
        if values.get(name) not in YesNo.values:
            yield name, _("Statement %(n)s: select yes or no") % {"n": number}


def about_the_call(values: Mapping[str, Any], today: date) -> Iterator[tuple[str, str]]:
    if values.get("tel_date") is None:
        yield "tel_date", _("Enter the day of the call")
    elif values["tel_date"] > today:
        yield "tel_date", _("Enter a day that is not in the future")


def about_the_client(values: Mapping[str, Any], today: date) -> Iterator[tuple[str, str]]:
    match values.get("client_signed"):
        case ClientSigned.TYPED if not values.get("client_signature", "").strip():
            yield "client_signature", _("Ask the client to type their name, or choose another way to sign")
        case ClientSigned.DRAWN if not strokes_of(values.get("client_drawing", "")):
            yield "client_signed", _("Ask the client to draw their signature, or choose typed name")
        case ClientSigned.PAPER if not values.get("client_paper"):
            yield "paper", _("Add a scan or photograph of the signed paper")
        case signed if signed not in ClientSigned.values:
            yield "client_signed", _("Choose how the client signs")
    if not values.get("client_print", "").strip():
        yield "client_print", _("Enter the client’s name in print")
    if values.get("client_date") is None:
        yield "client_date", _("Enter the day on which the client signed")
    elif values["client_date"] > today:
        yield "client_date", _("Enter a day that is not in the future")


# Agencies, people who are told nothing, research


def lacking(row: Mapping[str, Any], today: date) -> Iterator[tuple[str, str]]:
    """What an answer about an agency still lacks, field by field: whom, yes or no, when, until when (CM-81)."""
    if not row.get("name", "").strip():
        yield "name", _("Name the agency")
    if row.get("permission") not in YesNo.values:
        yield "permission", _("Select yes or no: may we share with them?")
    asked = row.get("asked_on")
    if asked is None:
        yield "asked_on", _("Enter the day of the answer")
    elif asked > today:
        yield "asked_on", _("Enter a day that is not in the future")
    review = row.get("review_on")
    if review is None:
        if row.get("permission") == YesNo.YES:
            yield "review_on", _("Enter when to ask again")
    elif asked and review <= asked:
        yield "review_on", _("Enter a day after the day of the answer")


def check_agency(user, case: Case, row: Mapping[str, Any], today: date) -> None:
    check_write(user, case)
    for _field, sentence in lacking(row, today):
        raise NotNow(sentence)


def compared(name: str) -> str:
    """An agency's name as two spellings of it are compared."""
    return " ".join(name.casefold().split())


def check_never(user, case: Case, name: str, said_on: date, today: date) -> None:
    check_write(user, case)
    if not name.strip():
        raise NotNow(_("Name who must be told nothing"))
    if said_on > today:
        raise NotNow(_("Enter a day that is not in the future"))


def check_never_end(user, case: Case, row: NeverTold, ended_on: date, because: str, today: date) -> None:
    check_write(user, case)
    if row.ended_on is not None:
        raise NotNow(_("This was ended already."))
    if not because.strip():
        raise NotNow(_("Say what the client told you"))
    if not row.said_on <= ended_on <= today:
        raise NotNow(_("Enter a day since it was said that is not in the future"))


def check_research(user, case: Case, answer: str, answered_on: date, today: date) -> None:
    """A new answer of the client, and nothing else, follows the one before (CM-71, CM-72)."""
    check_write(user, case)
    if answer not in YesNo.values:
        raise NotNow(_("Select yes or no. Not answered counts as no"))
    if answered_on > today:
        raise NotNow(_("Enter a day that is not in the future"))


def needs_interpreter(client: Person) -> bool:
    return client.interpreter == YesNo.YES


def is_past_review(row: AgencyPermission, today: date) -> bool:
    return row.is_yes and row.review_on is not None and row.review_on < today
