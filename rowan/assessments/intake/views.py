"""The pages of the intake: what is missing, the crucial set, the parts, signing, and active (ux P7)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.access.permissions import NotNow, Permission
from rowan.access.routes import Scope, requires
from rowan.assessments.intake import forms, keeping, progress, signing
from rowan.assessments.intake.missing import doubts, lacking
from rowan.assessments.intake.sheet import Sheet
from rowan.assessments.models import MaracTask, Response, SignedIntake
from rowan.assessments.models.marac import Ending
from rowan.cases.latest import latest_case
from rowan.common.components import Step, Words
from rowan.common.dates import today
from rowan.files.header import header_of
from rowan.files.keeping import edit_of, open_form
from rowan.files.opening import open_file
from rowan.people import about
from rowan.people.models import Earlier, Part, Person, YesNo
from rowan.sharing.agreements.research import counting_answers
from rowan.sharing.models.agreement import Mode


@dataclass(frozen=True)
class Piece:
    """One part of the intake: its heading and its form."""

    title: Words
    form: type
    template: str = "part"


PARTS: dict[str, Piece] = {
    "person": Piece(gettext_lazy("The client"), forms.PersonForm),
    "reaching": Piece(gettext_lazy("Reaching safely"), forms.ReachingForm),
    "harm": Piece(gettext_lazy("Who causes harm"), forms.HarmForm, "people"),
    "concerns": Piece(gettext_lazy("Significant concerns"), forms.Concerned),
    "children": Piece(gettext_lazy("Children"), forms.ChildrenForm),
    "health": Piece(gettext_lazy("How they live, and health"), forms.HealthForm),
    "work": Piece(gettext_lazy("Work and money"), forms.WorkForm),
    "explained": Piece(gettext_lazy("How it was done, and explained"), forms.ExplainedForm),
    "conflict": Piece(gettext_lazy("Conflict of interest, and other"), forms.ConflictForm),
}
OF_CLIENT = ("person", "health", "work")
OF_PERSON = {Part.PCH: forms.HarmForm, Part.CHILD: forms.KidForm, Part.OTHER: forms.FriendForm}
BACK_TO = {Part.PCH: "harm", Part.CHILD: "children", Part.OTHER: "reaching"}


def sheet_for(request, reference, **also: Any) -> Sheet:
    """The intake of the file's latest case. `also` is asked about the case in the same statement."""
    file = open_file(request, reference)
    case = latest_case(file, **signing.asked(), **also)
    if case is None:
        raise NotNow(_("This file has no case yet. Log a referral first."))
    case.file = file
    return Sheet(file, case, hold=request.method == "POST")


def page(request, sheet: Sheet, template: str, form=None, **more):
    context = {"sheet": sheet, "form": form, **more, **header_of(sheet.file)}
    status = 422 if form is not None and form.errors else 200
    return render(request, f"assessments/intake/{template}.html", context, status=status)


@requires(Permission.ASSESSMENT_READ, scope=Scope.FILE, event="intake.read", methods=("GET",))
def intake(request, reference):
    """What active needs, the crucial set, the parts with what is missing, and what was signed."""
    sheet = sheet_for(
        request,
        reference,
        research=Subquery(counting_answers().filter(case__file=OuterRef("file")).values("answer")[:1]),
        marac=Subquery(MaracTask.objects.filter(case=OuterRef("pk")).order_by("-id").values("ending")[:1]),
        **progress.asked(),
    )
    lacks = lacking(sheet)
    needs = signing.needs(sheet)
    steps = [
        step(sheet, slug, piece.title, [lack for lack in lacks if lack.part == slug])
        for slug, piece in PARTS.items()
    ]
    if sheet.case.number > 1:
        steps.insert(
            0, step(sheet, "known", _("What we knew before"), [x for x in lacks if x.part == "known"])
        )
    return page(
        request,
        sheet,
        "index",
        lacks=[(lack.words, reverse("intake-part", args=[reference, lack.part])) for lack in lacks],
        steps=steps,
        needs=[(signing.words_of(need), done, need_url(sheet, need)) for need, done in needs.items()],
        whole=not lacks,
        checklist=checklist(sheet, needs),
        editions=SignedIntake.objects.filter(intake__case=sheet.case).order_by("-edition"),
        can_keep=keeping.can_keep(request.user, sheet.case),
        engaged=sheet.case.state == "engaged",
    )


def step(sheet: Sheet, slug: str, title: Words, lacks: list) -> Step:
    url = reverse("intake-part", args=[sheet.file.reference, slug])
    if lacks:
        begun = sheet.intake.pk is not None and not sheet.intake._state.adding
        return Step(title, url, "part" if begun else "none", _("%(n)s to answer") % {"n": len(lacks)})
    if not was_asked(sheet, slug):
        return Step(title, url, "none", _("Not started"))
    return Step(title, url, "done", _("Done"))


def was_asked(sheet: Sheet, slug: str) -> bool:
    """Whether anybody kept an answer of a part that asks for nothing: what a referrer said is none."""
    if slug == "reaching":
        return sheet.intake.none_safe == YesNo.YES or any(not one.told_by for one in sheet.ways.points)
    if slug in ("health", "work"):
        return any(getattr(sheet.client, name, "") for name in PARTS[slug].form.base_fields)
    return True


def need_url(sheet: Sheet, need: str) -> str:
    pages = {"intake": "intake-sign", "dash": "risk", "soag": "grids", "agreement": "agreement"}
    if need in pages:
        return reverse(pages[need], args=[sheet.file.reference])
    return reverse("intake-part", args=[sheet.file.reference, need])


def checklist(sheet: Sheet, needs: dict[str, bool]) -> list[tuple[Words, str]]:
    """How far the work is, from the forms themselves; nobody ticks it (CM-29, CM-30)."""
    case, yes, no = sheet.case, _("Yes"), _("Not yet")
    how = Mode(case.told_how).label if case.told_how else ""
    sent = no if case.marac is None else Ending(case.marac).label if case.marac else _("To be referred")
    return [
        (_("Our own Dash"), yes if needs["dash"] else no),
        (_("Gone to Marac"), str(sent)),
        *progress.lines(case),
        (_("Confidentiality and sharing agreement"), f"{yes}: {how}" if how else no),
        (
            _("Monitoring and research"),
            f"{YesNo(case.research).label}: {how}" if case.research else _("Not asked: counts as no"),
        ),
        (_("Service explained"), yes if needs["explained"] else no),
    ]


@requires(Permission.ASSESSMENT_WRITE, scope=Scope.FILE, event="intake.read")
def first(request, reference):
    """The crucial set, alone on one page (CM-21)."""
    sheet = sheet_for(request, reference)
    keeping.check_keep(request.user, sheet.case)
    form = open_form(
        request, forms.FirstForm, file=sheet.file, on=sheet.intake, initial=of_first(sheet), title=_("Intake")
    )
    show_afresh(form, sheet)
    if form.is_valid():
        said = form.cleaned_data
        keeping.keep_first(
            sheet=sheet, edit=edit_of(request, form), said=said, concerned=form.concerns,
            seen=seen_on(request, form), by=request.user,
        )  # fmt: skip
        return redirect("intake", reference=reference)
    return page(request, sheet, "first", form, title=_("Most needed first"))


def of_first(sheet: Sheet) -> dict:
    client, harm = sheet.client, sheet.harm
    known = {name: getattr(client, name) for name in keeping.OF_CLIENT}
    if harm:
        known |= {asked: getattr(harm[0], name) for asked, name in keeping.OF_HARM.items()}
    return known | {"on": sheet.intake.on or today(), "flags": [], "seen": sheet.ways.as_seen}


def show_afresh(form, sheet: Sheet) -> None:
    """A form kept from before opens on the numbers as they stand: what was typed is old, they are not."""
    if form.kept and "seen" in form.data:
        form.data["seen"] = sheet.ways.as_seen


def seen_on(request, form) -> str:
    return form.cleaned_data["seen"] or request.envelope.shown.get("seen", [""])[0]


@requires(Permission.ASSESSMENT_WRITE, scope=Scope.FILE, event="intake.read")
def part(request, reference, part):
    """One part of the intake: kept with whatever is known, in any order."""
    sheet = sheet_for(request, reference)
    keeping.check_keep(request.user, sheet.case)
    if part == "known":
        return known(request, sheet)
    if part not in PARTS:
        raise Http404
    piece = PARTS[part]
    if part == "harm":
        return page(request, sheet, "people", title=piece.title, lacks=of_part(sheet, part))
    opened = {"file": sheet.file, "title": str(piece.title)}
    if part == "reaching":
        form = open_form(
            request, piece.form, unnamed=sheet.ways.unnamed, **opened,
            initial={
                "no_fixed_address": sheet.intake.no_fixed_address == "yes", "seen": sheet.ways.as_seen,
            },
        )  # fmt: skip
        show_afresh(form, sheet)
    elif part == "concerns":
        form = open_form(request, piece.form, **opened)
    elif part in OF_CLIENT:
        more = {"service": request.user.acting_service} if part == "person" else {}
        form = open_form(request, piece.form, on=sheet.client, **more, **opened)
    else:
        offered = {"on": sheet.intake.on or today()} if part == "explained" else {}
        form = open_form(request, piece.form, on=sheet.intake, initial=offered, **opened)
    if form.is_valid():
        keep_part(request, sheet, part, form)
        return redirect("intake", reference=reference)
    return page(request, sheet, "part", form, title=piece.title, part=part, lacks=of_part(sheet, part))


def of_part(sheet: Sheet, part: str) -> list[str]:
    return [lack.words for lack in lacking(sheet) if lack.part == part]


def keep_part(request, sheet: Sheet, part: str, form) -> None:
    by, said = request.user, form.cleaned_data
    if part == "reaching":
        keeping.keep_reaching(sheet=sheet, said=said, seen=seen_on(request, form), by=by)
    elif part == "concerns":
        keeping.keep_concerns(case=sheet.case, flags=said["flags"], said=form.concerns, by=by)
    elif part in OF_CLIENT:
        about.know(person=sheet.client.person, edit=edit_of(request, form), by=by)
    else:
        edit = keeping.with_day(edit_of(request, form), said.get("on"), sheet.intake)
        keeping.keep(case=sheet.case, edit=keeping.ticks(edit), by=by)


def known(request, sheet: Sheet):
    """What an earlier case left: each asked again by itself. No answer about safety is among them (CM-6)."""
    rows = [
        (str(one.person.pk), one) for one in sheet.people if one.person.created_at < sheet.case.created_at
    ]
    if not rows:
        return redirect("intake", reference=sheet.file.reference)
    form_class = type(
        "KnownForm",
        (forms.RowanForm,),
        {
            f"person_{pk}": forms.YesNoField(
                label=_("Is what we know of %(name)s still right?") % {"name": one.person}
            )
            for pk, one in rows
        },
    )
    form = open_form(request, form_class, file=sheet.file, title=_("What we knew before"))
    if form.is_valid():
        said = {pk: form.cleaned_data[f"person_{pk}"] for pk, _one in rows}
        signing.still_right(case=sheet.case, answers=said, by=request.user)
        return redirect("intake", reference=sheet.file.reference)
    return page(request, sheet, "part", form, title=_("What we knew before"), part="known", rows=rows)


@requires(Permission.ASSESSMENT_WRITE, scope=Scope.FILE, event="intake.read")
def person_new(request, reference, part):
    """Somebody causing harm, a child, or somebody whose number is of use."""
    sheet = sheet_for(request, reference)
    keeping.check_keep(request.user, sheet.case)
    if part not in OF_PERSON:
        raise Http404
    more = {"service": request.user.acting_service} if part == Part.PCH else {}
    form = open_form(request, OF_PERSON[part], file=sheet.file, title=Part(part).label, **more)
    if form.is_valid():
        keeping.add_person(case=sheet.case, part=part, said=form.cleaned_data, by=request.user)
        return redirect("intake-part", reference=reference, part=BACK_TO[part])
    return page(request, sheet, "part", form, title=Part(part).label, part=BACK_TO[part])


@requires(Permission.ASSESSMENT_WRITE, scope=Scope.FILE, event="intake.read")
def person(request, reference, pk):
    """What is known of somebody causing harm, or of a child."""
    sheet = sheet_for(request, reference)
    keeping.check_keep(request.user, sheet.case)
    one = next((one for one in sheet.people if one.pk == pk and one.part in (Part.PCH, Part.CHILD)), None)
    if one is None:
        raise Http404
    more = {"service": request.user.acting_service} if one.part == Part.PCH else {}
    form = open_form(
        request, OF_PERSON[one.part], file=sheet.file, on=one, title=Part(one.part).label, **more
    )
    if form.is_valid():
        keeping.know_person(sheet=sheet, one=one, edit=edit_of(request, form), by=request.user)
        return redirect("intake-part", reference=reference, part=BACK_TO[one.part])
    return page(request, sheet, "part", form, title=str(one.person), part=BACK_TO[one.part], one=one)


@requires(Permission.ASSESSMENT_WRITE, scope=Scope.FILE, event="intake.read")
def sign(request, reference):
    """What is missing or does not fit, and the one press that signs."""
    answers = Response.objects.signed().filter(case=OuterRef("pk"), instrument="dash").values("answers")
    sheet = sheet_for(request, reference, dash_answers=Subquery(answers[:1]))
    keeping.check_keep(request.user, sheet.case)
    form = open_form(request, forms.SignForm, file=sheet.file, title=_("Intake"))
    if form.is_valid():
        signed = signing.sign(case=sheet.case, despite=form.cleaned_data["despite"], by=request.user)
        messages.success(request, _("Signed. This edition stays as it is."))
        return redirect("intake-signed", reference=reference, pk=signed.pk)
    return page(
        request,
        sheet,
        "sign",
        form,
        lacks=[(x.words, reverse("intake-part", args=[reference, x.part])) for x in lacking(sheet)],
        doubts=doubts(sheet, sheet.case.dash_answers, today()),
    )


@requires(Permission.ASSESSMENT_READ, scope=Scope.FILE, event="intake.read", methods=("GET",))
def signed(request, reference, pk):
    """One edition as it was signed, with those before and after it."""
    file = open_file(request, reference)
    edition = get_object_or_404(SignedIntake.objects.select_related("intake__case"), file=file, pk=pk)
    newer = SignedIntake.objects.filter(intake=edition.intake_id, edition__gt=edition.edition).order_by(
        "edition"
    )
    context = {"edition": edition, "newer": newer.first(), **header_of(file)}
    return render(request, "assessments/intake/signed.html", context)


@requires(Permission.ASSESSMENT_WRITE, scope=Scope.FILE, event="intake.read")
def active(request, reference):
    """Make the case active; what is missing is listed, and a senior may go on with a reason (CM-23)."""
    sheet = sheet_for(request, reference)
    keeping.check_keep(request.user, sheet.case)
    form = open_form(request, forms.ActiveForm, file=sheet.file, title=_("Active"))
    if form.is_valid():
        signing.activate(case=sheet.case, because=form.cleaned_data["because"], by=request.user)
        messages.success(request, _("The case is active"))
        return redirect("intake", reference=reference)
    left = [(need, done) for need, done in signing.needs(sheet).items() if not done]
    return page(
        request,
        sheet,
        "active",
        form,
        missing=[(signing.words_of(need), need_url(sheet, need)) for need, _done in left],
        may_override=signing.may(request.user, Permission.CASE_OVERRIDE),
    )


@requires(Permission.ASSESSMENT_READ, scope=Scope.FILE, event="intake.before_read", methods=("GET",))
def before(request, reference):
    """Every value that somebody wrote over, with who and when (CM-24). What is covered stays so."""
    file = open_file(request, reference)
    rows = list(Earlier.objects.filter(file=file).order_by("-created_at", "-id")[:200])
    people_of = {one.pk: str(one) for one in Person.objects.filter(file=file)}
    context = {
        "rows": [(people_of.get(row.about, ""), keeping.field_words(row.field), row) for row in rows],
        "covered": keeping.COVERED,
        **header_of(file),
    }
    return render(request, "assessments/intake/before.html", context)
