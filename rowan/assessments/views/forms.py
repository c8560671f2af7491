from django.contrib import messages
from django.forms.utils import ErrorDict
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission, may
from rowan.access.routes import Scope, requires
from rowan.assessments import grid_views, grids, practice, rules, services, signing, unsaved
from rowan.assessments.again import since_last
from rowan.assessments.asking import asking_of
from rowan.assessments.checking import Check
from rowan.assessments.forms import ReplaceForm, SigningForm
from rowan.assessments.models import Mode, Response, Way
from rowan.assessments.moment import moment_of
from rowan.assessments.people import in_file
from rowan.assessments.sheets import (
    Sheet,
    edit_sent,
    first_page,
    heading,
    last_part,
    link_to,
    onward,
    open_response,
)
from rowan.assessments.words import judgement_in, lines
from rowan.common.dates import today
from rowan.common.drawing import first_id
from rowan.files import keeping
from rowan.files.header import header_of
from rowan.files.keeping import open_form
from rowan.instruments import together
from rowan.instruments.answers import Answers
from rowan.instruments.forms import Asking, section_context, whole_context
from rowan.instruments.gaps import read_gap_reasons
from rowan.instruments.so_far import so_far
from rowan.sharing.agreements.reminding import remind
from rowan.sharing.agreements.standing import explained


@requires(Permission.ASSESSMENT_READ, scope=Scope.FILE, event="assessment.read")
def form(request, reference):
    """The whole form on one page, for a desktop; once it is signed, what was signed."""
    response = open_response(request, reference)
    if response.is_signed and request.method != "POST":
        return signed(request, response)
    if response.definition.page == "grid":
        return grid_views.fill(request, response)
    return fill(request, response)


@requires(Permission.ASSESSMENT_READ, scope=Scope.FILE, event="assessment.read")
def part(request, reference, number):
    """One part of the form, for a phone and for asking together with the client."""
    response = open_response(request, reference)
    if not 1 <= number <= last_part(response.definition):
        raise Http404
    if (response.is_signed or response.definition.page == "grid") and request.method != "POST":
        return redirect(response)
    return fill(request, response, number)


def fill(request, response: Response, number: int | None = None):
    rules.check_fill(request.user, response)
    known = in_file(response.file)
    request.form = sheet = Sheet(response.definition, known, number)
    page = keeping.Page(request, file=response.file, on=response, title=sheet.title)
    if request.method == "POST":
        services.save(response=response, edit=edit_sent(request, response, page, sheet), by=request.user)
        services.take_in(response=response, besides=request.path, by=request.user)
        return HttpResponseRedirect(onward(request, response, number))

    mine, others = unsaved.of(response, request.user)
    answers = unsaved.laid_over(response, mine, asking_of(response, known), request.user, today())
    threshold = request.user.acting_service.dash_threshold
    wrong = Check(response, answers, known, request.user).wrong if "checked" in request.GET else ()
    asking = asking_of(response, known, answers=answers, problems=wrong)
    context = {
        "heading": heading(response),
        "kept_at": page.kept.at if page.kept else response.changed_at,
        "action": request.path,
        "envelope": page.seal(sheet.shown_again(response)),
        "so_far": so_far(response.definition, answers, here=number, threshold=threshold),
        "others": sorted({other.owner for other in others}),
        **beside(asking),
        **({} if number and number > 1 else within_agreement(response)),
        "turn_url": turn_url(response, answers),
        "response": response,
        **header_of(response.file),
    }
    if number is None:
        context |= whole_context(asking, reverse("form-check", args=[response.reference]))
        context["parted_url"] = link_to(response)(1)
        return render(request, "assessments/whole.html", context)
    context |= section_context(asking, number, link_to(response))
    context["whole_url"] = response.get_absolute_url()
    return render(request, "assessments/part.html", context)


def within_agreement(response: Response) -> dict:
    """Whether the Dash is asked within an agreement that was explained in full (CM-41)."""
    return {"no_agreement": response.instrument == "dash" and not explained(response.case)}


def turn_url(response: Response, answers: Answers) -> str:
    """Where the screen is turned to the client; empty where nothing here is put to her."""
    if not together.can_ask(response.definition, answers):
        return ""
    return reverse("form-turn", args=[response.reference])


def beside(asking: Asking) -> dict:
    """What stands beside the questions of a Dash that was asked before."""
    since = since_last(asking) if asking.definition.id == "dash" else None
    return {"since": since, "beside": "assessments/_since.html"} if since else {}


@requires(Permission.ASSESSMENT_WRITE, scope=Scope.FILE, event="assessment.read")
def check(request, reference):
    """What is left open and why, what signing starts, and the one press that signs (ux P10)."""
    response = open_response(request, reference)
    if response.is_signed and request.method != "POST":
        return redirect(response)
    rules.check_fill(request.user, response)
    known = in_file(response.file)
    page = keeping.Page(request, file=response.file, on=response, title=Sheet.title)
    sent = page.sent()
    page.kept = None  # the page speaks of the form as it stands now, whatever was typed on it before
    if request.method == "POST":
        rules.check_sign(request.user, response, request.envelope.version)
        response = services.take_in(response=response, by=request.user)
        now = moment_of(response, known, request.user)
        asked = practice.of(response).reasons_asked(now, response.answers)
        response = services.explain_gaps(
            response=response,
            reasons=read_gap_reasons(sent, response.gap_reasons, asked),
            mode=sent.get("mode", ""),
            by=request.user,
        )
        if sent.get("go") != "sign":
            return redirect("form-check", reference=response.reference)

    mine, others = unsaved.of(response, request.user)
    answers = unsaved.laid_over(response, mine, asking_of(response, known), request.user, today())
    left = mine if request.method == "POST" else []
    check = Check(response, answers, known, request.user, left)
    signature = signature_form(request, sent, response)
    if request.method == "POST" and not check.sentences and signature.is_valid():
        services.sign(response=response, seen=response.version, by=request.user, signature=signature.said)
        messages.success(request, closed_words(signature.said.way))
        if response.mode == Mode.FACE_TO_FACE:
            remind(request, response.case)
        return redirect(response)

    refused = request.method == "POST"
    context = {
        "check": check,
        "signature": signature,
        "in_the_way": [*check.sentences, *faults_of(signature)] if refused else [],
        "wrong": refused,
        "ticked": sent.getlist("gap") if sent and not refused else [],
        "gap_reason": sent.get("gap-reason", "") if sent and not refused else "",
        "modes": Mode.choices,
        "mode": (sent.get("mode") if sent else "") or response.mode,
        "heading": heading(response),
        "envelope": page.seal({}),
        "others": sorted({other.owner for other in others}),
        **within_agreement(response),
        "now": timezone.now(),
        "response": response,
        **header_of(response.file),
    }
    return render(request, "assessments/check.html", context, status=422 if refused else 200)


def signature_form(request, sent, response: Response) -> SigningForm:
    """How it is signed: on this screen, unless somebody says otherwise."""
    if request.method == "POST":
        return SigningForm(sent, request.FILES, mode=response.mode)
    if not sent:
        return SigningForm(initial={"way": Way.SCREEN})
    form = SigningForm(sent, mode=response.mode)
    form._errors = ErrorDict()  # what was typed stands there again; nobody has pressed Sign
    return form


def faults_of(form: SigningForm) -> list[tuple[str, str]]:
    """What is wrong with how it is signed, as address and sentence."""
    return [(f"#{first_id(form[name])}", words) for name, found in form.errors.items() for words in found]


def closed_words(way: str) -> str:
    if way == Way.TELEPHONE:
        return _("Complete and counted. It is signed at the next meeting; you are reminded.")
    return _("Signed. The form cannot be changed any more.")


def signed(request, response: Response):
    """What was signed, with who, when and as what; and the versions before and after it."""
    asking = asking_of(response)
    context = {
        "response": response,
        "heading": heading(response),
        "sections": [
            (asking.people.speak(section.title), found)
            for section in response.definition.sections
            if (found := lines(asking, section, response.gap_reasons))
        ],
        **counted(request, response, asking),
        "signature": signing.latest(response),
        "can_sign": may(request.user, Permission.ASSESSMENT_WRITE),
        "replaced_by": response.superseded_by.first(),
        "can_replace": rules.can_replace(request.user, response),
        **header_of(response.file),
    }
    return render(request, "assessments/signed.html", context)


def counted(request, response: Response, asking: Asking) -> dict:
    """The count, the judged level, and the grid that comes next: what a Dash has and other forms do not."""
    if response.instrument != "dash":
        return {}
    threshold = request.user.acting_service.dash_threshold
    return {
        "so_far": so_far(response.definition, response.answers, threshold=threshold),
        "judgement": judgement_in(asking),
        "next_grid": grids.is_due(grids.latest(response.case), response),
    }


@requires(Permission.ASSESSMENT_WRITE, scope=Scope.FILE, event="assessment.read")
def replace(request, reference):
    """Say why a signed form has to be replaced, and begin the new one."""
    response = open_response(request, reference)
    rules.check_replace(request.user, response)
    form = open_form(request, ReplaceForm, file=response.file, title=Sheet.title)
    if form.is_valid():
        new = services.replace(response=response, because=form.cleaned_data["because"], by=request.user)
        return HttpResponseRedirect(first_page(request, new))
    context = {"form": form, "response": response, "heading": heading(response), **header_of(response.file)}
    return render(request, "assessments/replace.html", context, status=422 if form.errors else 200)
