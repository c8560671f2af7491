"""The plain pages: not found, not theirs, changed meanwhile, locked, broken (PL-30, PL-183)."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from rowan.accounts import turning
from rowan.files import keeping


def bare(template: str, status: int, **context):
    """A page that knows nothing of the request: it cannot fail with it, and tells nothing of it."""
    return HttpResponse(render_to_string(template, context), status=status)


def unknown(request):
    """Not there and not theirs are the same page, byte for byte."""
    return bare("404.html", 404)


def refused(request, sentence: str):
    return render(request, "403.html", {"sentence": sentence}, status=403)


def not_now(request, sentence: str):
    if turning.TURNED in request.session:
        return turned(request)
    kept = getattr(request, "envelope", None) is not None
    return render(request, "409.html", {"sentence": sentence, "kept": kept}, status=409)


def locked(request):
    """No content and no count; the way back is the lock page."""
    return bare("locked.html", 401, next="/account/locked/")


def to_sign_in(request, *, kept: bool = False):
    """Nobody is signed in. The same answer for every address, so that none is known to exist (PL-46)."""
    match = request.resolver_match
    request.session["next"] = request.path if match and request.method == "GET" else "/"
    return bare("signed_out.html", 401) if kept else HttpResponseRedirect("/account/sign-in/")


def changed(request, changed: keeping.Changed):
    """Before, theirs with name and time, and yours, field by field; nothing is chosen for anybody (PL-116)."""
    if turning.TURNED in request.session:
        return turned(request)
    request.choosing = True
    form, record = request.form, changed.record
    page = keeping.Page(request, file=request.opened, on=record, title=form.title)
    asked = request.POST.getlist("_choosing")
    context = {
        "changed_name": record.changed_name or record.created_name,
        "changed_at": record.changed_at or record.created_at,
        "clashes": changed.clashes,
        "envelope": page.seal(keeping.shown_again(form, record)),
        "posted": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in ("_form", "csrfmiddlewaretoken") and not name.startswith("_choos")
            for value in values
        ],
        "unchosen": [
            _("Choose which to keep for %(field)s") % {"field": clash.label}
            for clash in changed.clashes
            if clash.field in asked and not request.POST.get(f"_choose_{clash.field}")
        ],
    }
    return render(request, "changed.html", context, status=409)


def turned(request):
    """The screen is in a client's hands: nothing else is shown, and no file is named (PL-24)."""
    return bare("turned.html", 403, back=request.session[turning.TURNED])


def broken(request, *, kept: bool):
    return bare("500.html", 500, number=request.number, kept=kept)
