"""The intake pack: one press opens what there is to fill in with somebody who works with us (CM-20)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import NotNow, Permission, permitted, require
from rowan.agencies.models import Service
from rowan.assessments import services as assessments
from rowan.assessments.intake import keeping
from rowan.assessments.intake import on_paper as intake_paper
from rowan.assessments.models import Intake, Response
from rowan.cases.models import Case, State
from rowan.documents.blank_forms import Ask, BlankForm, BlankPart
from rowan.files.context import service
from rowan.files.models import File
from rowan.instruments import on_paper, wording
from rowan.plans import on_paper as plan_paper
from rowan.plans import rules as plans_rules
from rowan.plans import services as plans
from rowan.plans.models import Plan
from rowan.referrals.models import Match, Referral
from rowan.sharing.agreements import on_paper as agreement_paper
from rowan.sharing.agreements import services as agreements
from rowan.sharing.agreements import wording as agreement_words
from rowan.sharing.models import Agreement, Mode

OCCASION = "intake"
INSTRUMENTS = ("dash", "soag")


@dataclass(frozen=True)
class Item:
    """One kind of form of the pack: what it is, where it stands, and its page. Without a page it comes later."""

    title: str
    words: str
    url: str = ""


def check_open(user, case: Case) -> None:
    """Whoever works with the person opens it, once the person does work with us."""
    require(user, Permission.CASE_WORK)
    if case.state != State.ENGAGED:
        raise NotNow(_("The intake pack is opened when the person works with us and intake is open."))


can_open = permitted(check_open)


@service
def open_pack(*, case: Case, by) -> None:
    """Begin every form of the pack that Rowan has; what was begun stays as it stands.

    The agreement begins as one that is explained face to face, which is the aim. Explained in another way,
    it is changed on its page.
    """
    check_open(by, case)
    plans_rules.check_write(by, case)
    keeping.check_keep(by, case)
    keeping.held(case)
    for instrument in INSTRUMENTS:
        assessments.start(case=case, instrument=instrument, occasion=OCCASION, by=by)
    plans.plan_of(case, None)
    if not Agreement.objects.filter(case=case).exists():
        agreements.begin(case=case, mode=Mode.FACE_TO_FACE, by=by)
    audit.record("referral.pack_opened", on=case)


def items_of(file: File, case: Case) -> list[Item]:
    """The kinds of form in their order, first what was left open when the referral came; six statements."""
    forms: dict[str, Response] = {}
    for response in Response.objects.filter(case=case, instrument__in=INSTRUMENTS).order_by(
        "created_at", "id"
    ):
        forms[response.instrument] = response
    intake = Intake.objects.filter(case=case).first()
    agreement = Agreement.objects.filter(case=case).order_by("-number").first()
    plan = Plan.objects.filter(case=case).exists()
    unsettled = Referral.objects.filter(case=case, match_result=Match.CANNOT_TELL).first()
    later = _("Not in Rowan yet: use your own paper and keep it under Papers")

    def page(name: str) -> str:
        return reverse(name, args=[file.reference])

    return [
        *(
            [Item(_("Do we already know them?"), unsettled.match_note, page("referral-match"))]
            if unsettled
            else []
        ),
        Item(_("Intake form"), stands(intake, intake and intake.completed_at, _("Whole")), page("intake")),
        Item(_("Dash"), signed(forms.get("dash")), page("risk")),
        Item(_("Severity grid"), signed(forms.get("soag")), page("grids")),
        Item(_("Confidentiality and sharing agreement"), signed(agreement), page("agreement")),
        Item(_("Case notes"), later),
        Item(_("Safety and support plan"), stands(plan), page("plan")),
        Item(_("Data form"), later),
        Item(_("Sharing without consent"), later),
    ]


def signed(form: Response | Agreement | None) -> str:
    return stands(form, form and form.is_signed, _("Signed"))


def stands(begun: object, ready: object = None, words: str = "") -> str:
    if ready:
        return words
    return _("Begun") if begun else _("Not begun")


def blank_forms(service: Service) -> list[BlankForm]:
    """The pack as blank forms, in the words of this service; three statements."""
    return [
        intake_paper.blank(),
        *(on_paper.blank_of(wording.current(instrument)) for instrument in INSTRUMENTS),
        agreement_paper.blank_of(agreement_words.latest(service)),
        notes(),
        plan_paper.blank(),
    ]


def notes() -> BlankForm:
    """One sheet for one contact: what is known apart from what is thought (CM-110)."""
    asks = (
        Ask(_("Day and time"), lines=1),
        Ask(_("With whom, and how"), lines=1),
        Ask(_("What was said and done"), lines=10),
        Ask(_("What you think of it"), lines=4),
        Ask(_("What was agreed, and who does it"), lines=4),
    )
    return BlankForm(_("Note"), "N", "", (BlankPart(_("One contact"), asks),))
