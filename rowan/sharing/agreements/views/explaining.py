"""Explaining the agreement: how, the talk, the client's own screen, the signature, the copy."""

from dataclasses import replace

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.accounts import turning
from rowan.common.audiences import Audience
from rowan.common.dates import today
from rowan.common.strokes import path_of
from rowan.documents.papers import KINDS, NotFit, check, content_of, fingerprint
from rowan.files.header import header_of
from rowan.files.keeping import edit_of, open_form
from rowan.files.models import File
from rowan.files.opening import open_file
from rowan.people.models import Part, Person
from rowan.sharing.agreements import copies, rules, services, wording
from rowan.sharing.agreements.forms import ClientForm, ExplainForm, ModeForm
from rowan.sharing.agreements.showing import statements_of
from rowan.sharing.agreements.views import case_of, shown
from rowan.sharing.forms import TakeForm
from rowan.sharing.models import Agreement, Mode
from rowan.sharing.taking import take_form


def agreement_or_404(file: File, pk) -> Agreement:
    found = Agreement.objects.select_related("case", "client_paper").prefetch_related("research_answers")
    agreement = get_object_or_404(found, file=file, pk=pk)
    agreement.case.file = file
    return agreement


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="agreement.read")
def agreement_new(request, reference):
    """How is it explained this time? One that is begun is gone on with."""
    file = open_file(request, reference)
    case = case_of(file)
    rules.check_write(request.user, case)
    form = open_form(request, ModeForm, file=file, title=_("Agreement"))
    if form.is_valid():
        agreement = services.begin(case=case, mode=form.cleaned_data["mode"], by=request.user)
        return redirect("agreement-one", reference=file.reference, pk=agreement.pk)
    begun = Agreement.objects.open().filter(case=case).first()
    return shown(request, "sharing/agreement_mode.html", file, form, begun=begun)


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="agreement.read")
def agreement_mode(request, reference, pk):
    """It is explained in another way than was thought."""
    file = open_file(request, reference)
    agreement = agreement_or_404(file, pk)
    rules.check_fill(request.user, agreement)
    form = open_form(request, ModeForm, file=file, on=agreement, title=_("Agreement"))
    if form.is_valid():
        services.change_mode(agreement=agreement, mode=form.cleaned_data["mode"], by=request.user)
        return redirect("agreement-one", reference=file.reference, pk=agreement.pk)
    return shown(request, "sharing/agreement_mode.html", file, form, changing=agreement)


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="agreement.read")
def agreement_one(request, reference, pk):
    """One explaining: to be filled in and signed, or as it was signed."""
    file = open_file(request, reference)
    agreement = agreement_or_404(file, pk)
    if agreement.is_signed and request.method == "GET":
        return as_signed(request, file, agreement)
    rules.check_fill(request.user, agreement)
    client = Person.objects.get(file=file, part=Part.SUBJECT)
    offered = offered_to(agreement, client)
    form = open_form(
        request,
        ExplainForm,
        file=file,
        on=agreement,
        initial={
            "mode": agreement.mode,
            "interpreter": rules.needs_interpreter(client),
            "client_paper": agreement.client_paper_id,
            **offered,
        },
        title=_("Agreement"),
    )
    if form.is_valid():
        return kept(request, file, agreement, form, offered)
    words = wording.edition_of(request.user.acting_service, agreement.wording)
    return shown(
        request,
        "sharing/explaining.html",
        file,
        form,
        agreement=agreement,
        words=words,
        texts=words.parts(*wording.PARTS_READ[agreement.mode]),
        client=client,
        turns=agreement.mode == Mode.FACE_TO_FACE,
    )


def offered_to(agreement: Agreement, client: Person) -> dict:
    """What stands in the form before anybody typed it: a name, a day, a language. Never an answer."""
    offered = {
        "client_print": str(client),
        "client_date": today(),
        "tel_date": today(),
        "short_given_at": timezone.now().replace(second=0, microsecond=0),
        "language": client.interpreter_language if rules.needs_interpreter(client) else "",
    }
    return {name: value for name, value in offered.items() if not getattr(agreement, name)}


def kept(request, file: File, agreement: Agreement, form: ExplainForm, offered: dict):
    """Keep what was filled in; then sign, hand the screen over, or leave it for later."""
    edit = edit_of(request, form)
    # What was only offered stood nowhere, so nobody else can have changed it.
    edit = replace(edit, base=edit.base | {name: getattr(agreement, name) for name in offered})
    go = request.POST.get("go")
    if go == "sign":
        # What was offered and left as it stood is signed for as well.
        taken = {name: form.cleaned_data[name] for name in offered if form.cleaned_data.get(name)}
        edit = replace(edit, changes=edit.changes | taken)
        paper = form.cleaned_data.get("paper")
        signed = services.sign(agreement=agreement, edit=edit, by=request.user, paper=paper)
        messages.success(request, signed_words(signed))
        return redirect("agreement", reference=file.reference)
    services.fill(agreement=agreement, edit=edit, by=request.user, paper=form.cleaned_data.get("paper"))
    if go == "turn" and agreement.mode == Mode.FACE_TO_FACE:
        here = reverse("agreement-turned", args=[file.reference, agreement.pk])
        turning.turn(request, to=here, back=reverse("agreement-one", args=[file.reference, agreement.pk]))
        return redirect(here)
    messages.success(request, _("Kept. It is not signed yet."))
    return redirect("agreement", reference=file.reference)


def signed_words(agreement: Agreement) -> str:
    if agreement.mode == Mode.FACE_TO_FACE:
        return _("Signed.")
    if agreement.mode == Mode.TELEPHONE:
        return _("Kept. The client signs at the next meeting face to face.")
    return _("Kept. All of it is explained at the next meeting face to face.")


def as_signed(request, file: File, agreement: Agreement):
    said = wording.Edition(agreement.wording, agreement.said)
    return render(
        request,
        "sharing/agreement_signed.html",
        {
            "agreement": agreement,
            "texts": said.parts(*wording.PARTS_READ[agreement.mode]),
            "words": said,
            "statements": statements_of(agreement),
            "path": path_of(agreement.client_drawing),
            "can_copy": copies.can_copy(request.user, agreement),
            **header_of(file),
        },
    )


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="agreement.shown", audience=Audience.SURVIVOR)
def agreement_turned(request, reference, pk):
    """The client's own screen: what is read, four questions, a signature. Nothing else of the file is here."""
    file = open_file(request, reference)
    if request.session.get(turning.TURNED) != request.path:
        return redirect("agreement", reference=file.reference)
    agreement = agreement_or_404(file, pk)
    form = open_form(request, ClientForm, file=file, title=_("Page"))
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if value}
        services.answer_as_client(agreement=agreement, answers=given, by=request.user)
        return redirect(turning.finish(request))
    words = wording.edition_of(request.user.acting_service, agreement.wording)
    context = {"form": form, "texts": words.parts(wording.Part.AIMS, wording.Part.FULL)}
    return render(request, "sharing/agreement_turned.html", context, status=422 if form.errors else 200)


@requires(Permission.PAPER_RELEASE, scope=Scope.FILE, event="agreement.read")
def agreement_copy(request, reference, pk):
    """The client's copy as it will print, and the question that goes before it (CM-128)."""
    file = open_file(request, reference)
    agreement = agreement_or_404(file, pk)
    copies.check_copy(request.user, agreement)
    paper = copies.paper_of(agreement, request.user)
    problem = ""
    try:
        check(paper)
    except NotFit as why:
        problem = why.sentence
    content = content_of(paper)
    form = take_form(
        request,
        TakeForm,
        file=file,
        initial={"seen": fingerprint(paper), "name": content["name"]},
        title=_("Client’s copy"),
        problem=problem,
        changed=copies.changed_words(),
    )
    if form.is_valid():
        disclosure = copies.hand_over_copy(agreement=agreement, by=request.user, **form.cleaned_data)
        if disclosure.left:
            return redirect("paper-out", reference=file.reference, pk=disclosure.pk)
        messages.success(request, disclosure.get_how_display())
        return redirect("agreement", reference=file.reference)
    context = {
        "agreement": agreement,
        "content": content,
        "words": KINDS[paper.kind].words,
        "problem": problem,
    }
    return shown(request, "sharing/agreement_copy.html", file, form, **context)
