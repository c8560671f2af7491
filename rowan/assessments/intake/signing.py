"""Signing an intake, and making a case active: what stands in the way, and who may go on all the same."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import Denied, NotNow, Permission, may, permitted
from rowan.assessments.current import signed_dash
from rowan.assessments.intake.keeping import check_keep, held
from rowan.assessments.intake.missing import conflict_settled, doubts, lacking
from rowan.assessments.intake.sheet import Sheet, signed_in
from rowan.assessments.intake.snapshot import content_of
from rowan.assessments.models import Intake, SignedIntake
from rowan.cases import services as cases
from rowan.cases.models import Case, State
from rowan.clocks import services as clocks
from rowan.clocks.standards import INTAKE
from rowan.common.dates import today
from rowan.files import timeline
from rowan.files.context import service
from rowan.people.models import YesNo
from rowan.sharing.agreements.standing import explained, explanations

NEEDED = ("intake", "dash", "soag", "agreement", "explained", "conflict")


@service
def sign(*, case: Case, by, despite: str = "") -> SignedIntake:
    """Keep the intake as it stands, word for word. The first signature meets K-3."""
    check_keep(by, case)
    intake = held(case)
    sheet = Sheet(case.file, case)
    if found := lacking(sheet):
        raise NotNow(_("Still to answer: %(what)s.") % {"what": "; ".join(lack.words for lack in found)})
    dash = signed_dash(case)
    doubted = doubts(sheet, dash.answers if dash else None, today())
    if doubted and not despite.strip():
        raise NotNow(_("%(what)s Say why it is signed all the same.") % {"what": " ".join(doubted)})
    now = timezone.now()
    content = content_of(sheet, set(signed_in(case)), explained(case))
    signed = SignedIntake.objects.create(
        file=case.file,
        intake=intake,
        edition=SignedIntake.objects.filter(intake=intake).count() + 1,
        mode=intake.mode,
        content=content,
        despite=despite if doubted else "",
        signed_at=now,
        signed_by=by,
        signed_name=by.name,
        sha256=SignedIntake.seal(content),
    )
    if intake.completed_at is None:
        intake.change(by=by, at=now, completed_at=now)
        clocks.meet(standard=INTAKE, about=case.pk, at=now, by=by)
    audit.record("intake.signed", on=signed, edition=signed.edition)
    timeline.add(case.file, "intake.signed", _("The intake was signed"), about=signed)
    return signed


def asked() -> dict[str, Any]:
    """What `needs` reads of a case, to be asked along with it in the same statement."""
    return {
        "told_how": Subquery(explanations(OuterRef("pk")).values("mode")[:1]),
        "signed_forms": ArraySubquery(signed_in(OuterRef("pk"))),
    }


def needs(sheet: Sheet) -> dict[str, bool]:
    """The six things that an active case needs, and whether each is done (CM-23).

    One statement, none where the case came with what is `asked`.
    """
    case = sheet.case
    if not hasattr(case, "told_how"):
        case = Case.objects.annotate(**asked()).get(pk=case.pk)
    return {
        "intake": sheet.intake.completed_at is not None and not lacking(sheet),
        "dash": "dash" in case.signed_forms,
        "soag": "soag" in case.signed_forms,
        "agreement": bool(case.told_how),
        "explained": sheet.intake.explained == YesNo.YES,
        "conflict": conflict_settled(sheet),
    }


def words_of(need: str) -> str:
    return {
        "intake": _("the intake form, whole and signed"),
        "dash": _("our own Dash, signed"),
        "soag": _("the severity grid, signed"),
        "agreement": _("the agreement, explained"),
        "explained": _("the service, explained"),
        "conflict": _("the question of a conflict of interest, answered"),
    }[need]


def check_activate(user, case: Case, missing: list[str], because: str) -> None:
    """Active needs all six; a senior may go on without, for a reason that is kept (CM-23)."""
    check_keep(user, case)
    if case.state != State.ENGAGED:
        raise NotNow(
            _("Only a case whose intake is open becomes active. This one is “%(now)s”.")
            % {"now": case.get_state_display()}
        )
    if not missing:
        return
    what = "; ".join(words_of(need) for need in missing)
    if not may(user, Permission.CASE_OVERRIDE):
        raise NotNow(
            _("Missing for active: %(what)s. A senior may go on without, with a reason.") % {"what": what}
        )
    if not because.strip():
        raise NotNow(_("Missing for active: %(what)s. Say why it should be active without.") % {"what": what})


can_activate = permitted(check_activate)


@service
def activate(*, case: Case, by, because: str = "") -> Case:
    """The case becomes active (T-12). Nothing about safety has waited for this."""
    case = cases.locked(case)
    intake = held(case)
    missing = [need for need, done in needs(Sheet(case.file, case)).items() if not done]
    check_activate(by, case, missing, because)
    now = timezone.now()
    intake.change(
        by=by,
        at=now,
        activated_at=now,
        activated_without=missing,
        activated_because=because if missing else "",
    )
    case = cases.move(case=case, to=State.ACTIVE, by=by)
    audit.record("case.activated", on=case, without=missing)
    timeline.add(case.file, "case.activated", _("The case is active"), about=case)
    return case


@service
def still_right(*, case: Case, answers: dict[str, str], by) -> Intake:
    """What was known before, asked again one by one (CM-6, CM-35)."""
    check_keep(by, case)
    intake = held(case)
    if not all(answers.values()):
        raise Denied(_("Say of each whether it is still right."))
    intake.change(by=by, at=timezone.now(), still_right=intake.still_right | answers)
    audit.record("intake.kept", on=intake, fields=["still_right"])
    return intake
