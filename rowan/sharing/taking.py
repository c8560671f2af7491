"""The question under every copy that a client may take home."""

from typing import Any

from rowan.files.keeping import Page, as_posted
from rowan.files.models import File
from rowan.sharing.forms import TakeForm


def take_form[F: TakeForm](
    request,
    form_class: type[F],
    *,
    file: File,
    initial: dict[str, Any],
    title: str,
    problem: str,
    changed: str,
) -> F:
    """An unfinished one gives back what was typed, never the answer (CM-129).

    `problem` says why there is no copy now; `changed` is said when another one was looked at.
    """
    page = Page(request, file=file, title=title)
    if page.kept:
        initial["kept_where"] = "".join(page.kept.fields.get("kept_where", ()))
    fresh = form_class(initial=initial, auto_id="copy-%s")
    form = fresh
    if request.method == "POST":
        sent = request.POST.copy()
        sent["seen"] = initial["seen"]
        form = form_class(sent, initial=initial, auto_id="copy-%s")
        if problem:
            form.add_error(None, problem)
        elif request.POST.get("seen") != initial["seen"]:
            form.add_error(None, changed)
    form.envelope, form.kept, form.title = page.seal(as_posted(fresh)), None, page.title
    request.form = form
    return form
