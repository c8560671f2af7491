import secrets

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render

from rowan.access.permissions import Permission, may
from rowan.access.routes import Scope, requires
from rowan.common.components import FIND_SIZE
from rowan.common.secrets import digest, seal, unseal
from rowan.files.models import Search
from rowan.workspace import find as finding

PURPOSE = "search words"


@requires(Permission.FILE_FIND, scope=Scope.SERVICE, event="people.find_read", drafts=False)
def find(request):
    """One box. The words are kept encrypted on the server and stand in no address (PL-49, PL-123)."""
    context = {"words": "", "wrong": False}
    if request.method == "POST":
        words = request.POST.get("words", "").replace("\x00", "")[: finding.LONGEST]
        if finding.read(words):
            search = Search.objects.create(
                token=secrets.token_urlsafe(24),
                of_service=request.user.acting_service,
                sealed_words=seal(words.encode(), PURPOSE),
                session=request.session.digest,
            )
            return redirect("find-result", token=search.token)
        context = {"words": words, "wrong": True}
    return render(request, "workspace/find.html", context, status=422 if context["wrong"] else 200)


@requires(Permission.FILE_FIND, scope=Scope.SERVICE, event="people.searched", methods=("GET",), drafts=False)
def find_result(request, token):
    """What was found, ten rows a page; for the person who asked, in the session in which she asked."""
    search = get_object_or_404(
        Search, token=token, session=request.session.digest, of_service=request.user.acting_service
    )
    words = unseal(search.sealed_words, PURPOSE).decode()
    answer = finding.find(finding.read(words), request.user)
    page = Paginator(answer.matches, FIND_SIZE).get_page(request.GET.get("page"))
    rows = finding.with_standing(page.object_list)
    request.shown = [row.file.pk for row in rows]
    request.detail = {"search": str(search.pk), "words": digest(words.casefold(), PURPOSE)}
    context = {
        "words": words,
        "page": page,
        "rows": rows,
        "too_many": answer.too_many,
        "can_refer": may(request.user, Permission.REFERRAL_RECORD),
        "can_open_file": may(request.user, Permission.FILE_CREATE),
    }
    return render(request, "workspace/find.html", context)
