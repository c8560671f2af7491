from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.files.header import header_of
from rowan.files.keeping import open_form
from rowan.files.opening import open_file
from rowan.referrals.conflicts import deciding, rules, showing
from rowan.referrals.conflicts import ties as connections
from rowan.referrals.forms.conflicts import DecisionForm, TieForm
from rowan.referrals.models.conflict import LEAVES, Tie
from rowan.referrals.views.status import status_of


@requires(Permission.CONFLICT_DECIDE, scope=Scope.SERVICE, event="conflict.list_read", methods=("GET",))
def conflict_list(request):
    """Referrals held for this manager, the longest first."""
    rows = showing.list_for(request.user, timezone.now())
    request.shown = [row.check.file_id for row in rows]
    return render(request, "referrals/conflict_list.html", {"rows": rows})


@requires(Permission.CONFLICT_DECIDE, scope=Scope.FILE, event="referral.conflict_read", alone=True)
def referral_conflict(request, reference):
    """A manager decides, with both sides before her; where nothing was found she says that it is clear."""
    file = open_file(request, reference)
    referral, check = showing.asked_about(file)
    rules.check_decide(request.user, referral, check)
    pairs = showing.pairs_of(check)
    colleagues = {str(user.pk): user for user in showing.colleagues_of(request.user)}
    form = open_form(
        request,
        DecisionForm,
        file=file,
        title=_("Check"),
        initial={
            "seen": check.as_seen,
            "away": [pk for pk in showing.kept_away_at_first(pairs) if pk in colleagues],
        },
        colleagues=[(pk, user.name) for pk, user in colleagues.items()],
    )
    if form.kept:
        form.data["seen"] = check.as_seen  # what was typed is old; what stands above it is not
    if form.is_valid():
        said = form.cleaned_data
        deciding.decide(
            referral=referral,
            decision=said["decision"],
            seen=said["seen"] or request.envelope.shown.get("seen", [""])[0],
            detail=said["detail"],
            words=said["words"],
            away=[colleagues[pk] for pk in said["away"]],
            named=[colleagues[pk] for pk in said["named"]],
            by=request.user,
        )
        if said["decision"] in LEAVES:
            return redirect("referral-end", reference=file.reference)
        if referral.case.lead_id and str(referral.case.lead_id) in said["away"]:
            return redirect("case-workers", reference=file.reference)  # somebody else has to take it now
        return redirect("conflicts")
    request.shown = [pair.theirs.person.file_id for pair in pairs if pair.theirs]
    context = {"form": form, "referral": referral, "check": check, "pairs": pairs, **header_of(file)}
    return render(request, "referrals/conflict.html", context, status=status_of(form))


@requires(Permission.FILE_FIND, scope=Scope.SERVICE, event="conflict.ties_read")
def ties(request):
    """People close to me: one's own list, and a place to add somebody."""
    form = open_form(request, TieForm, title=_("Close to me"))
    if form.is_valid():
        connections.tell(by=request.user, **form.cleaned_data)
        return redirect("ties")
    mine = Tie.objects.standing().filter(owner=request.user).order_by("created_at", "id")
    return render(request, "referrals/ties.html", {"form": form, "ties": mine}, status=status_of(form))


@requires(
    Permission.FILE_FIND, scope=Scope.SERVICE, event="conflict.ties_read", methods=("POST",), drafts=False
)
def tie_end(request, pk):
    """Take somebody off one's own list."""
    tie = get_object_or_404(Tie.objects.filter(owner=request.user), pk=pk)
    connections.end(tie=tie, by=request.user)
    return redirect("ties")
