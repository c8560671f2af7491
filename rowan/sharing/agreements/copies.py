"""The client's own copy of the agreement: what it may hold, and how it is handed over (CM-128, PL-73)."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import NotNow, Permission, permitted, require
from rowan.cases.models import Case
from rowan.common.audiences import Audience, Recipient, audience_of
from rowan.common.dates import local_day, long_day
from rowan.common.strokes import path_of
from rowan.documents.kinds import AGREEMENT_SURVIVOR
from rowan.documents.papers import Paper, fingerprint
from rowan.documents.view import Entry, View
from rowan.files.context import service
from rowan.people.models import ContactPoint, Part, Person, YesNo
from rowan.sharing import rules as sharing_rules
from rowan.sharing.agreements import wording
from rowan.sharing.agreements.rules import statement_words
from rowan.sharing.agreements.standing import permissions_now
from rowan.sharing.grounds import OWN
from rowan.sharing.models import AgencyPermission, Agreement, Disclosure, How, Mode, ResearchConsent
from rowan.sharing.models.agreement import ClientSigned
from rowan.sharing.services import release

HER = Recipient.SURVIVOR


def check_copy(user, agreement: Agreement) -> None:
    """A copy is made of what was signed, and says how and when to reach the service (CM-132)."""
    require(user, Permission.PAPER_RELEASE)
    if not agreement.is_signed:
        raise NotNow(_("There is no copy before it is signed."))
    place = user.acting_service
    if not place.contact.strip() or not place.hours.strip():
        raise NotNow(
            _("No copy can be made before a manager fills in how to reach the service and its opening hours.")
        )


can_copy = permitted(check_copy)


def paper_of(agreement: Agreement, by) -> Paper:
    """The copy as it would be made now, for the client alone. Four statements."""
    case = Case.objects.select_related("lead").get(pk=agreement.case_id)
    client = Person.objects.get(file=agreement.file_id, part=Part.SUBJECT)
    rows = AgencyPermission.objects.filter(case=case)
    held = ContactPoint.objects.filter(file=agreement.file_id).values_list("value", "code_word")
    place = by.acting_service
    entries: list[Entry] = [
        (audience_of(type(place), "contact"), "phone", place.contact),
        (audience_of(type(place), "hours"), "hours", place.hours),
        (audience_of(type(place), "name"), "service_name", place.name),
        (Audience.SURVIVOR, "name", agreement.client_print or str(client)),
        (audience_of(Case, "lead"), "worker", case.lead.name if case.lead else None),
        (
            audience_of(Agreement, "mode"),
            "mode",
            _("Explained: %(how)s") % {"how": agreement.get_mode_display()},
        ),
        *((Audience.SURVIVOR, part.value, texts_of(agreement, part)) for part in wording.ON_PAPER),
        (Audience.SURVIVOR, "statements", statements_of(agreement)),
        (audience_of(Agreement, "client_signed", "client_date", "mode"), "signed", signed_words(agreement)),
        (audience_of(Agreement, "client_drawing"), "drawing", path_of(agreement.client_drawing) or None),
        (audience_of(Agreement, "access_told"), "access", access_words(agreement)),
        (Audience.SURVIVOR, "agencies", agencies_of(rows)),
    ]
    return Paper(
        kind=AGREEMENT_SURVIVOR.name,
        recipient=HER,
        view=View.of(HER, entries),
        language="en-gb",
        made_on=local_day(timezone.now()),
        never=tuple({text for pair in held for text in pair} - {""}),
    )


def texts_of(agreement: Agreement, part: wording.Part) -> tuple[View, ...]:
    """What was read, as it was read. What a worker says in their own words is not on paper."""
    audience = audience_of(Agreement, "said")
    texts = wording.in_order(agreement.said, part)
    return View.rows(HER, [(audience, [(audience, "words", words)]) for words in texts])


def statements_of(agreement: Agreement) -> tuple[View, ...]:
    rows = []
    for name, words in statement_words().items():
        audience = audience_of(ResearchConsent, "answer") if name == "s2" else audience_of(Agreement, name)
        if answer := getattr(agreement, name):
            entries = [(audience, "statement", words), (audience, "answer", str(YesNo(answer).label))]
            rows.append((audience, entries))
    return View.rows(HER, rows)


def signed_words(agreement: Agreement) -> str:
    """How the client signed, or why nobody has yet: by telephone and in short it follows when they meet."""
    if agreement.mode == Mode.EMERGENCY:
        return _("Nobody signs the short version. All of it follows when we meet.")
    if agreement.client_date is None:
        return _("Not signed yet: you sign when we meet.")
    told = {"name": agreement.client_print, "day": long_day(agreement.client_date)}
    signed = _("Signed by %(name)s on %(day)s") % told
    how = {
        ClientSigned.DRAWN: _("drawn on the screen"),
        ClientSigned.TYPED: _("by typing the name: %(name)s") % {"name": agreement.client_signature},
        ClientSigned.PAPER: _("on paper, which we keep"),
    }[ClientSigned(agreement.client_signed)]
    return f"{signed}, {how}"


def access_words(agreement: Agreement) -> str | None:
    if agreement.access_told != YesNo.YES:
        return None
    return _("You may see what we keep about you. Ask us how.")


def agencies_of(rows: Iterable[AgencyPermission]) -> tuple[View, ...]:
    shown = []
    for row, _earlier in permissions_now(rows):
        values = {
            "agency": ("name", row.name),
            "contact": ("contact", row.contact or None),
            "may": ("permission", str(row.get_permission_display())),
            "day": ("asked_on", long_day(row.asked_on)),
            "again": ("review_on", row.review_on and long_day(row.review_on)),
            "limit": ("limit", row.limit or None),
        }
        entries = [
            (audience_of(AgencyPermission, field), name, value) for name, (field, value) in values.items()
        ]
        shown.append((Audience.SURVIVOR, entries))
    return View.rows(HER, shown)


@service
def hand_over_copy(
    *, agreement: Agreement, by, seen: str, safe_to_take: str, kept_where: str = ""
) -> Disclosure:
    """Give the client a copy, or keep it in the file when it is not safe to take (CM-128).

    `seen` is the fingerprint of the copy that was looked at: what leaves is that and nothing else.
    """
    how = How.KEPT if safe_to_take == YesNo.NO else How.BY_HAND
    sharing_rules.check_asked(how, safe_to_take, kept_where)
    agreement = (
        Agreement.objects.select_related("file").prefetch_related("research_answers").get(pk=agreement.pk)
    )
    check_copy(by, agreement)
    paper = paper_of(agreement, by)
    if fingerprint(paper) != seen:
        raise NotNow(changed_words())
    disclosure = release(
        file=agreement.file,
        paper=paper,
        how=how,
        by=by,
        basis=OWN,
        purpose=_("The client’s own copy of the agreement"),
        to=Person.objects.get(file=agreement.file_id, part=Part.SUBJECT),
        rows=[agreement.pk],
        safe_to_take=safe_to_take,
        kept_where=kept_where,
    )
    audit.record("agreement.copy_given", on=agreement, disclosure=disclosure.pk)
    return disclosure


def changed_words() -> str:
    return _("What was agreed has changed since you looked at the copy. Look at it again, then print.")
