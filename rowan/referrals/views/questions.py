from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.files.header import header_of
from rowan.files.keeping import open_form
from rowan.files.opening import open_file
from rowan.referrals import rules, services, showing
from rowan.referrals.forms.questions import ANOTHER, CANNOT_TELL, NOTHING, ON_PAPER, MatchForm
from rowan.referrals.views.arrival import say_filed
from rowan.referrals.views.status import status_of


@requires(Permission.REFERRAL_RECORD, scope=Scope.FILE, event="referral.match_read")
def referral_match(request, reference):
    """Do we already know them? Candidates with their reasons; a person records the answer."""
    file = open_file(request, reference)
    referral = showing.current(file)
    rules.check_match(request.user, referral)
    matches = showing.candidates(file, request.user)
    offered = [(match.file.reference, showing.same_person(match)) for match in matches]
    form = open_form(request, MatchForm, file=file, title=_("Do we know them?"), offered=offered)
    if form.is_valid():
        found, known = form.cleaned_data["found"], showing.chosen_file(form, request.user)
        if known is not None or found in (NOTHING, ON_PAPER, CANNOT_TELL):
            referral = services.record_match(
                referral=referral,
                known=known,
                on_paper=on_paper(form.cleaned_data) if found == ON_PAPER else None,
                cannot_tell=form.cleaned_data["cannot_because"] if found == CANNOT_TELL else "",
                by=request.user,
            )
            if known is not None:
                say_filed(request, referral)
            return redirect("referral", reference=referral.file.reference)
        form.add_error("reference", _("Enter the reference of a file that you may open"))
    request.shown = [match.file.pk for match in matches]
    context = {"form": form, "matches": matches, "referral": referral, "another": ANOTHER}
    return render(request, "referrals/match.html", {**context, **header_of(file)}, status=status_of(form))


def on_paper(said) -> services.OnPaper:
    return services.OnPaper(
        reference=said["paper_reference"],
        intake_on=said["intake_on"],
        closed_on=said["closed_on"],
        location=said["paper_location"],
    )
