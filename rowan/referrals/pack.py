"""The intake pack: one press opens what there is to fill in with somebody who works with us (CM-20)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import NotNow, Permission, permitted, require
from rowan.assessments import services as assessments
from rowan.assessments.models import Response
from rowan.cases.models import Case, State
from rowan.files.context import service
from rowan.files.models import File
from rowan.plans import rules as plans_rules
from rowan.plans import services as plans
from rowan.plans.models import Plan

OCCASION = "intake"


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
    """Begin every form of the pack that there is; what was begun already is left as it stands."""
    check_open(by, case)
    plans_rules.check_write(by, case)
    assessments.start(case=case, occasion=OCCASION, by=by)
    plans.plan_of(case, None)
    audit.record("referral.pack_opened", on=case)


def items_of(file: File, case: Case) -> list[Item]:
    """The seven kinds of form in their order; two statements."""
    dash = Response.objects.filter(case=case, instrument="dash").order_by("-created_at", "-id").first()
    plan = Plan.objects.filter(case=case).first()
    later = _("Not in Rowan yet: use your own paper and keep it under Papers")
    return [
        Item(_("Intake form"), later),
        Item(_("Dash and grid"), stands(dash), reverse("risk", args=[file.reference])),
        Item(_("Confidentiality and sharing agreement"), later),
        Item(_("Case notes"), later),
        Item(
            _("Safety and support plan"),
            _("Begun") if plan else _("Not begun"),
            reverse("plan", args=[file.reference]),
        ),
        Item(_("Data form"), later),
        Item(_("Sharing without consent"), later),
    ]


def stands(dash: Response | None) -> str:
    if dash is None:
        return _("Not begun")
    return _("Signed") if dash.is_signed else _("Begun")
