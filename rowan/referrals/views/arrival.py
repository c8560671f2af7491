from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import NotNow, Permission
from rowan.access.routes import Scope, requires
from rowan.agencies.models import ReferralSource
from rowan.common import references
from rowan.files.header import header_of
from rowan.files.keeping import edit_of, open_form
from rowan.files.models import File
from rowan.files.opening import open_file
from rowan.referrals import coming, paper, reviewing, services, showing, typed
from rowan.referrals.danger import words_of_danger
from rowan.referrals.forms.arrival import SOURCES, ArrivedForm, FactsForm, ReferralForm
from rowan.referrals.models import Channel, Match, ReceivedValue
from rowan.referrals.views.status import status_of
from rowan.sharing.blanks import give_blank

PAPERS = ("papers", "sent_form", "sent_checklist")


@requires(Permission.REFERRAL_RECORD, scope=Scope.SERVICE, event="referral.new_read")
def referral_new(request):
    """Record a referral on one page, while somebody is on the telephone; "Check now" looks without saving."""
    initial = {"received_at": timezone.now(), "channel": Channel.PHONE}
    form = open_form(request, ReferralForm, initial=initial, title=_("New referral"))
    checking = request.method == "POST" and "_check" in request.POST
    if not checking and form.is_valid() and coming.papers_fit(form, *PAPERS):
        arrival = coming.arrival_of(form)
        referral = services.receive(arrival=arrival, by=request.user)
        say_at_once(request, arrival)
        if known := chosen_beside(request):
            referral = services.record_match(referral=referral, known=known, by=request.user)
            say_filed(request, referral)
            return redirect("referral", reference=referral.file.reference)
        say_kept(request, arrival.name, referral)
        return redirect("referral-match", reference=referral.file.reference)
    if checking:
        form = unjudged(form)
    context = {
        "form": form,
        "told": ask(request) if request.method == "POST" else None,
        "danger": words_of_danger(" ".join(request.POST.get(name, "") for name in ("reason", "message"))),
        "sources": ReferralSource.objects.of(request.user.acting_service),
        "sources_id": SOURCES,
        "choose_again": bool(request.FILES),
    }
    return render(request, "referrals/referral_new.html", context, status=status_of(form))


def chosen_beside(request) -> File | None:
    """The file that was said to be the same person's while typing, if this person may open it."""
    return (
        File.objects.visible_to(request.user)
        .filter(reference=references.read(request.POST.get("_same", "")))
        .first()
    )


def say_filed(request, referral) -> None:
    """The person was known: where the referral went."""
    words = (
        _("Filed with the file we had: %(file)s. A case was open there, and the referral was added to it.")
        if referral.match_result == Match.OPEN
        else _("Filed with the file we had: %(file)s. Its case was closed, so a new one begins.")
    )
    messages.success(request, words % {"file": referral.file})


def say_kept(request, name: str, referral) -> None:
    """That the referral is kept, as whose, and under which reference."""
    to = referral.get_absolute_url()
    link = format_html('<a class="govuk-link" href="{}"><bdi>{}</bdi>, {}</a>', to, name, referral.file)
    messages.success(request, format_html(_("The referral is saved: {}"), link))


def unjudged(form):
    """The form as it was typed, without a word about what is missing: it was not sent yet."""
    form.errors.clear()
    return form


def say_at_once(request, arrival) -> None:
    """What the person at the telephone has to know before she rings off."""
    if words := words_of_danger(arrival.reason):
        messages.warning(
            request,
            _("Words that may mean danger to life: %(words)s. Life in danger now? Ring 999 first.")
            % {"words": ", ".join(words)},
        )
    if arrival.gives_a_number_of_both:
        messages.warning(request, shared_sentence())
    if arrival.received:
        messages.info(
            request, _("Their form is kept apart. Nothing in it is in the record until you take it over.")
        )


def shared_sentence() -> str:
    return _(
        "A number or address given as safe is also the person causing harm’s. It is kept and marked shared: "
        "do not use it. Ask for another way."
    )


@requires(
    Permission.REFERRAL_RECORD,
    scope=Scope.SERVICE,
    event="referral.person_asked",
    methods=("POST",),
    drafts=False,
)
def referral_known(request):
    """Whom we may know of the person being typed, as a part of the page.

    What is put on the record is said by `ask`: one event for each person typed, not one for each key (MT-7).
    """
    if request.envelope is None or request.envelope.owner != str(request.user.pk):
        raise NotNow(_("Open the form again, then go on typing."))
    told = ask(request)
    request.on_record = True
    return render(request, "referrals/_known.html", {"told": told})


def ask(request) -> typed.Told:
    """The answer for what stands in the form, on the record where it has to be."""
    words = typed.Words.in_post(request.POST)
    reason = " ".join(request.POST.get(name, "") for name in ("reason", "message"))
    told = typed.tell(words, reason, request.user)
    if told.enough and (search := typed.note(request, words, told)):
        shown = [str(match.file.pk) for match in told.matches]
        audit.record("referral.person_asked", shown=shown, **search)
    return told


@requires(Permission.REFERRAL_RECORD, scope=Scope.FILE, event="referral.facts_read")
def referral_facts(request, reference):
    """Complete how the referral came, after the call; two people at once lose nothing."""
    file = open_file(request, reference)
    referral = showing.current(file)
    form = open_form(request, FactsForm, file=file, on=referral, title=_("Referral"))
    if form.is_valid() and coming.papers_fit(form, "papers"):
        edit = edit_of(request, form)
        edit.changes.pop("papers", None)
        services.change_facts(referral=referral, edit=edit, by=request.user)
        papers = [
            services.Sent(name=one.name, content=one.read(), label=coming.label_of(one.name))
            for one in form.cleaned_data["papers"]
        ]
        services.keep_papers(referral=referral, papers=papers, by=request.user)
        return redirect("referral", reference=file.reference)
    context = {
        "form": form,
        "referral": referral,
        "sources": ReferralSource.objects.of(request.user.acting_service),
        "sources_id": SOURCES,
        "choose_again": bool(request.FILES),
        **header_of(file),
    }
    return render(request, "referrals/facts.html", context, status=status_of(form))


@requires(Permission.REFERRAL_RECORD, scope=Scope.FILE, event="referral.facts_read")
def referral_arrived(request, reference):
    """Put right when it arrived, with a reason; the time for first contact is counted anew."""
    file = open_file(request, reference)
    referral = showing.current(file)
    initial = {"received_at": referral.received_at}
    form = open_form(request, ArrivedForm, file=file, initial=initial, title=_("When it arrived"))
    if form.is_valid():
        services.correct_arrival(referral=referral, by=request.user, **form.cleaned_data)
        return redirect("referral", reference=file.reference)
    context = {"form": form, "referral": referral, **header_of(file)}
    return render(request, "referrals/arrived.html", context, status=status_of(form))


@requires(
    Permission.REFERRAL_RECORD,
    scope=Scope.FILE,
    event="referral.review_read",
    drafts=False,
)
def referral_review(request, reference, pk):
    """What their form says beside what our record says; each answer is taken over, or left, by itself (CM-19)."""
    file = open_file(request, reference)
    referral = get_object_or_404(showing.referrals_of(file), pk=pk)
    if request.method == "POST":
        do, _space, field = request.POST.get("do", "").partition(" ")
        value = ReceivedValue.objects.filter(referral=referral, field=field).first()
        if value is None or do not in ("take", "leave"):
            raise Http404
        seen = request.POST.get(f"seen_{field}", "")
        reviewing.decide(value=value, take=do == "take", seen=seen, by=request.user)
        return redirect("referral-review", reference=file.reference, pk=referral.pk)
    lines = reviewing.lines_of(referral)
    if not lines:
        raise Http404
    context = {"referral": referral, "lines": lines, **header_of(file)}
    return render(request, "referrals/review.html", context)


@requires(Permission.REFERRAL_READ, scope=Scope.SERVICE, event="referral.blank_read", methods=("GET",))
def referral_blank(request):
    """The blank form that agencies may be given, as a PDF. It holds nothing about anybody (CM-19)."""
    return give_blank(
        paper.BLANK, service=request.user.acting_service, language=get_language(), name="referral-form.pdf"
    )
