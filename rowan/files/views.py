from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.access.permissions import NotNow, Permission, may
from rowan.access.routes import Scope, requires
from rowan.accounts import turning
from rowan.files import answers, attachments, drafts, envelopes, readers
from rowan.files.attachments import NotTaken
from rowan.files.forms import AttachmentForm
from rowan.files.header import header_of
from rowan.files.keeping import open_form
from rowan.files.middleware import forged, keep_for_later, on_record
from rowan.files.models import Attachment, Draft, Entry, LooseDraft, ScanState
from rowan.files.opening import open_file

PAGE = 50


def stale_form(request, reason=""):
    """A form without a living forgery token comes back filled, with one button to send it again (PL-47)."""
    if request.user is not None and (refusal := forged(request)):
        return refusal
    request.envelope = envelopes.read(request)
    kept = keep_for_later(request)
    on_record(request, "request.forged")
    if request.user is None:
        return answers.to_sign_in(request, kept=kept)
    if request.session.get("state") == "locked":
        return answers.locked(request)
    if turning.is_shut(request, None):
        return answers.turned(request)
    if kept and request.session.get("state") == "live":
        return HttpResponseRedirect(request.path, status=303)
    return answers.not_now(
        request, _("This page had been open too long. Open it again and send it once more.")
    )


@requires(Permission.FILE_OPEN, scope=Scope.FILE, event="file.timeline_read", methods=("GET",))
def timeline(request, reference):
    file = open_file(request, reference)
    page = Paginator(Entry.objects.of(file, request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "files/timeline.html", {"page": page, **header_of(file)})


@requires(Permission.FILE_READERS_SEE, scope=Scope.FILE, event="file.readers_read", methods=("GET",))
def opened(request, reference):
    file = open_file(request, reference)
    page = Paginator(readers.of(file, request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "files/opened.html", {"page": page, **header_of(file)})


@requires(Permission.ATTACHMENT_ADD, scope=Scope.FILE, event="file.opened")
def papers(request, reference):
    """The papers of a file, and a place to add one."""
    file = open_file(request, reference)
    form = open_form(request, AttachmentForm, file=file, title=_("Paper"))
    if form.is_valid():
        sent = form.cleaned_data["paper"]
        try:
            if sent.size > attachments.LARGEST:
                raise NotTaken(_("The file is larger than 25 MB. Make it smaller, or send it in parts."))
            attachments.add(
                file=file,
                name=sent.name,
                content=sent.read(),
                label=form.cleaned_data["label"],
                by=request.user,
            )
        except NotTaken as why:
            form.add_error("paper", str(why))
        else:
            return redirect("papers", reference=file.reference)
    held = Paginator(Attachment.objects.filter(file=file).order_by("-created_at", "-id"), PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "files/papers.html",
        {"form": form, "page": held, **header_of(file)},
        status=422 if form.errors else 200,
    )


@requires(Permission.FILE_OPEN, scope=Scope.FILE, event="attachment.read", methods=("GET",), drafts=False)
def paper(request, reference, pk):
    """One paper, as a download with a neutral name (PL-143)."""
    file = open_file(request, reference)
    attachment = get_object_or_404(Attachment, file=file, pk=pk)
    if attachment.scan in (ScanState.WAITING, ScanState.INFECTED):
        raise NotNow(_("This paper is still being checked. Try again in a few minutes."))
    path = attachments.path_of(attachment)
    if not path.exists():
        raise Http404
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"{file.reference}-{attachment.created_at:%d%b}.{attachment.kind}".lower(),
        content_type="application/octet-stream",
    )


@requires(Permission.FILE_FIND, scope=Scope.SERVICE, event="draft.read", methods=("GET",))
def unfinished(request):
    """One's own unfinished work, oldest first; for a manager also what colleagues left for 30 days (PL-113)."""
    now, user = timezone.now(), request.user
    mine = [
        *Draft.objects.filter(owner=user, joined_at=None).select_related("file"),
        *LooseDraft.objects.to_go_on_with().filter(of_service=user.acting_service),
    ]
    mine.sort(key=lambda draft: (draft.touched_at, draft.path))
    left = Draft.objects.none()
    if may(user, Permission.MEMBERSHIP_MANAGE):
        old = Draft.objects.open().filter(touched_at__lt=now - drafts.UNTOUCHED).exclude(owner=user)
        left = old.select_related("file", "owner").order_by("touched_at", "id")[:PAGE]
    page = Paginator([d for d in mine if d.thrown_at is None], PAGE).get_page(request.GET.get("page"))
    thrown = [d for d in mine if d.thrown_at and d.thrown_at > now - drafts.KEPT_WHEN_THROWN][:PAGE]
    request.shown = [draft.pk for draft in [*page, *thrown, *left]]
    return render(request, "files/unfinished.html", {"page": page, "thrown": thrown, "left": left})


@requires(Permission.FILE_FIND, scope=Scope.SERVICE, event="draft.read", drafts=False)
def unfinished_throw(request, pk):
    """Throw one's own unfinished form away, after being asked; or take it up again."""
    draft = drafts.own(request.user, pk)
    if draft is None:
        raise Http404
    if request.method == "POST":
        change = drafts.bring_back if draft.thrown_at else drafts.throw
        change(draft=draft, by=request.user)
        return redirect("unfinished")
    return render(request, "files/unfinished_throw.html", {"draft": draft})


@requires(Permission.DRAFT_READ, scope=Scope.FILE, event="draft.read", methods=("GET",))
def begun(request, reference):
    """What colleagues have begun in this file and not finished, marked so; and what became part of it."""
    file = open_file(request, reference)
    held = Draft.objects.filter(file=file, thrown_at=None).select_related("owner")
    readable = [
        draft for draft in held.order_by("-touched_at", "-id") if drafts.may_be_read(request.user, draft)
    ]
    page = Paginator(readable, PAGE).get_page(request.GET.get("page"))
    request.shown = [draft.pk for draft in page]
    return render(request, "files/begun.html", {"page": page, **header_of(file)})


def no_such_page(request, exception=None):
    """An address that does not exist. Signed out, nobody learns which addresses do."""
    if request.user is None:
        return answers.to_sign_in(request)
    if request.session.get("state") == "half":
        return HttpResponseRedirect("/account/check/")
    if request.session.get("state") == "locked":
        return answers.locked(request)
    if turning.is_shut(request, None):
        return answers.turned(request)
    return answers.unknown(request)


def not_taken(request, exception=None):
    """What no form of ours sends: more fields, words or files than it has, or what cannot be read."""
    too_much = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return answers.bare("413.html", 413) if too_much else answers.bare("400.html", 400)


def fault(request):
    return answers.broken(request, kept=False)
