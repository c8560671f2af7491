from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rowan.access.permissions import Permission, may
from rowan.access.routes import Scope, requires
from rowan.cases.listing import subjects_of
from rowan.files.header import header_of
from rowan.files.keeping import open_form
from rowan.files.opening import open_file
from rowan.people.models import YesNo
from rowan.referrals import services, showing
from rowan.referrals.endings import day, rules
from rowan.referrals.endings.outcomes import ENDS, from_an_office, sentence_of
from rowan.referrals.endings.showing import ways_of
from rowan.referrals.facts import ended
from rowan.referrals.forms.ending import (
    ASKED,
    LATER,
    DetailsForm,
    EndForm,
    ProposeForm,
    SendBackForm,
    SentOnForm,
    TellForm,
    TellSomebodyCloseForm,
    tells_too,
)
from rowan.referrals.models import Attempt, Closing, Outcome, Referral
from rowan.referrals.services.telling import whom_of
from rowan.referrals.views.status import status_of

MOST = 100


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="referral.read", methods=("POST",), drafts=False)
def referral_engage(request, reference):
    """The person was reached and works with us."""
    file = open_file(request, reference)
    separated = request.POST.get("separated", "")
    services.engage(
        referral=showing.current(file),
        separated=separated if separated in YesNo.values else "",
        by=request.user,
    )
    return redirect("referral", reference=file.reference)


@requires(Permission.REFERRAL_RECORD, scope=Scope.FILE, event="referral.ending_read", methods=("GET",))
def referral_end(request, reference):
    """How did it end? Each way with what it means, and with what is still missing for it."""
    file = open_file(request, reference)
    referral = showing.current(file)
    rules.check_open(referral)
    ways = ways_of(referral, request.user, tries_of(referral), timezone.now())
    return render(request, "referrals/end.html", {"referral": referral, "ways": ways, **header_of(file)})


@requires(Permission.REFERRAL_RECORD, scope=Scope.FILE, event="referral.ending_read")
def referral_end_as(request, reference, outcome):
    """Put down one way it ended: why, where to, and who is told."""
    if outcome not in ENDS:
        raise Http404
    file = open_file(request, reference)
    referral = showing.current(file)
    rules.check_may_end(request.user, referral, outcome)
    rules.check_open(referral)
    if outcome == Outcome.NO_CONTACT:
        return propose(request, file, referral)
    tells = bool(ENDS[outcome].told) and from_an_office(referral)
    form_class = SentOnForm if ENDS[outcome].sends_on else EndForm
    form = open_form(
        request,
        tells_too(form_class) if tells else form_class,
        file=file,
        title=_("The end"),
        initial={"whom": whom_of(referral), "seen": waiting_in(referral)},
    )
    look_again(form, referral)
    if form.is_valid():
        said = form.cleaned_data
        facts = {
            "referral": referral,
            "outcome": outcome,
            "note": said["note"],
            "sent_on": form.places() if isinstance(form, SentOnForm) else [],
            "nowhere_because": said.get("nowhere_because", ""),
            "seen": seen_on(request, form),
        }
        if tells and said["how"] != LATER:
            services.end_and_tell(**facts, how=said["how"], whom=said["whom"], by=request.user)
        else:
            services.end(**facts, by=request.user)
        return redirect("referral", reference=file.reference)
    context = {
        "form": form,
        "referral": referral,
        "label": Outcome(outcome).label,
        "told": ENDS[outcome].told if tells else "",
        **header_of(file),
    }
    return render(request, "referrals/end_as.html", context, status=status_of(form))


def propose(request, file, referral):
    """Ask a manager to close it: nobody was reached."""
    tells = from_an_office(referral)
    form = open_form(
        request,
        ProposeForm,
        file=file,
        title=_("The end"),
        initial={"tell_whom": whom_of(referral), "seen": waiting_in(referral)},
        tells=tells,
        fewer=may(request.user, Permission.ENDING_CONFIRM),
    )
    look_again(form, referral)
    if form.is_valid():
        said = form.cleaned_data | {"seen": seen_on(request, form)}
        services.propose_closing(referral=referral, by=request.user, **said)
        return redirect("referral", reference=file.reference)
    context = {
        "form": form,
        "referral": referral,
        "label": Outcome.NO_CONTACT.label,
        "told": ENDS[Outcome.NO_CONTACT].told if tells else "",
        "asks_manager": True,
        **header_of(file),
    }
    return render(request, "referrals/end_as.html", context, status=status_of(form))


def waiting_in(referral: Referral) -> str:
    """The referrals of this case that an ending would answer, as the page shows them."""
    every = [one for one in (referral, *referral.beside) if one.case_id == referral.case_id]
    return ",".join(sorted(str(one.pk) for one in every if not ended(one)))


def look_again(form, referral: Referral) -> None:
    """What was typed is old; what stands on the page now is not."""
    if form.kept:
        form.data["seen"] = waiting_in(referral)


def seen_on(request, form) -> list[str]:
    return (form.cleaned_data["seen"] or request.envelope.shown.get("seen", [""])[0]).split(",")


def tries_of(referral: Referral) -> list[Attempt]:
    return list(Attempt.objects.filter(referral__case=referral.case).order_by("at", "id"))


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="referral.read", methods=("POST",), drafts=False)
def referral_end_back(request, reference):
    """It did not end after all."""
    file = open_file(request, reference)
    services.take_back_ending(referral=showing.current(file), by=request.user)
    return redirect("referral", reference=file.reference)


@requires(Permission.REFERRAL_RECORD, scope=Scope.FILE, event="referral.ending_read")
def referral_details(request, reference):
    """Check the number and address with whoever referred (CM-12)."""
    file = open_file(request, reference)
    referral = showing.current(file)
    rules.check_ask(request.user, referral)
    initial = {"whom": referral.asked_whom or whom_of(referral), "at": timezone.now()}
    form = open_form(request, DetailsForm, file=file, title=_("Details"), initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        if said["what"] == ASKED:
            services.ask_details(referral=referral, whom=said["whom"], by=request.user)
        else:
            services.record_details_checked(
                referral=referral,
                at=said["at"],
                whom=said["whom"],
                changes=said["changes"],
                by=request.user,
            )
        return redirect("referral", reference=file.reference)
    context = {"form": form, "referral": referral, **header_of(file)}
    return render(request, "referrals/end_details.html", context, status=status_of(form))


@requires(Permission.OUTCOME_TELL, scope=Scope.FILE, event="referral.telling_read")
def referral_tell(request, reference):
    """Tell whoever referred how it ended: the sentence they get stands on the page, and nothing else leaves."""
    file = open_file(request, reference)
    referral = showing.current(file)
    office = from_an_office(referral)
    rules.check_tell(request.user, referral, whom="-", with_their_word=True)
    form = open_form(
        request,
        TellForm if office else TellSomebodyCloseForm,
        file=file,
        title=_("Telling"),
        initial={"whom": whom_of(referral)},
    )
    if form.is_valid():
        said = form.cleaned_data
        if said.get("their_word") == YesNo.NO:
            services.leave_untold(referral=referral, because=said["untold_because"], by=request.user)
        else:
            services.tell_referrer(
                referral=referral,
                how=said["how"],
                whom=said["whom"],
                with_their_word=not office,
                by=request.user,
            )
        return redirect("referral", reference=file.reference)
    context = {"form": form, "referral": referral, "told": sentence_of(referral), **header_of(file)}
    return render(request, "referrals/end_tell.html", context, status=status_of(form))


@requires(
    Permission.ENDING_CONFIRM,
    scope=Scope.SERVICE,
    event="referral.closings_read",
    methods=("GET", "POST"),
    drafts=False,
)
def closings(request):
    """What workers ask to close as not reached: a manager ticks, presses once, and each is closed by itself."""
    waiting = day.closings_to_confirm(request.user)
    left = {}
    if request.method == "POST":
        ticked = {*request.POST.getlist("closing")}
        asked = [one for one in waiting[:MOST] if str(one.pk) in ticked]
        left = services.confirm_many(closings=asked, by=request.user)
        say_closed(request, len(asked) - len(left), len(ticked) - len(asked))
        if not left:
            return redirect("referral-closings")
        waiting = day.closings_to_confirm(request.user)
        still = {one.pk for one in waiting[:MOST]}
        for one, why in left.items():
            if one.pk not in still:
                messages.warning(request, f"{one.file}: {why}")
    rows = rows_of(waiting[:MOST], {one.pk: why for one, why in left.items()})
    request.shown = [row["closing"].file_id for row in rows]
    return render(request, "referrals/end_closings.html", {"rows": rows}, status=409 if left else 200)


def say_closed(request, closed: int, gone: int) -> None:
    """How many of those ticked were closed, and that the others no longer waited when the button was pressed."""
    said = ngettext("%(n)s referral was closed.", "%(n)s referrals were closed.", closed)
    messages.info(request, said % {"n": closed})
    if gone:
        said = ngettext(
            "%(n)s of those ticked no longer waited: somebody had decided about it.",
            "%(n)s of those ticked no longer waited: somebody had decided about them.",
            gone,
        )
        messages.warning(request, said % {"n": gone})


def rows_of(waiting, left) -> list[dict]:
    """Each proposal with the person, the tries and how the details were checked, in two more statements."""
    waiting = list(waiting)
    people = subjects_of(one.file_id for one in waiting)
    tries: dict = {}
    for attempt in Attempt.objects.filter(
        referral__case__in=[one.referral.case_id for one in waiting], after_end=False
    ).select_related("referral"):
        tries.setdefault(attempt.referral.case_id, []).append(attempt)
    return [
        {
            "closing": one,
            "person": people.get(one.file_id),
            "tries": len(tries.get(one.referral.case_id, [])),
            "last": max((t.at for t in tries.get(one.referral.case_id, [])), default=None),
            "why_left": left.get(one.pk, ""),
        }
        for one in waiting
    ]


@requires(Permission.ENDING_CONFIRM, scope=Scope.SERVICE, event="referral.closings_read")
def closing_send_back(request, pk):
    """A manager does not agree and says what is still to be done."""
    closing = get_object_or_404(Closing.objects.visible_to(request.user).select_related("file"), pk=pk)
    rules.check_confirm(request.user, closing)
    form = open_form(request, SendBackForm, file=closing.file, title=_("Not closed"))
    if form.is_valid():
        services.send_back(closing=closing, by=request.user, **form.cleaned_data)
        return redirect("referral-closings")
    request.shown = [closing.file_id]
    context = {"form": form, "closing": closing}
    return render(request, "referrals/end_back.html", context, status=status_of(form))
