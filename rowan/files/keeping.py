"""One mechanism for every form: drafts, once-only, two people at once (PL-18, PL-50, PL-110 to PL-118)."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models.manager import BaseManager
from django.forms import Form, MultiWidget
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from rowan.files import drafts
from rowan.files.envelopes import Envelope
from rowan.files.models import File
from rowan.files.rows import FileRow


@dataclass(frozen=True)
class Clash:
    """One field that two people changed: as it was, as the other left it, as this person typed it."""

    field: str
    label: str
    before: Any
    theirs: Any
    mine: Any


class Changed(Exception):
    """Somebody else saved this record meanwhile, and a person has to choose. Shown on a 409 page."""

    def __init__(self, record: FileRow, clashes: list[Clash]):
        super().__init__(record.pk)
        self.record, self.clashes = record, clashes


@dataclass(frozen=True)
class Edit:
    """What one person changed on a form: new values, what the form had shown, and at which version."""

    changes: dict[str, Any]
    base: dict[str, Any]
    seen: int
    labels: dict[str, str]
    unchosen: frozenset[str] = frozenset()


def settle(record: Any, edit: Edit, *, strict: bool = False) -> dict[str, Any]:
    """What may be written to a row, or to several versioned as one, asked under the lock.

    A strict record (risk, safe contact, consent, sharing, signed) asks about every change when it has
    moved at all since it was read (PL-116).
    """
    clash = [
        name
        for name, mine in edit.changes.items()
        if (theirs := getattr(record, name)) != mine
        and (
            theirs != edit.base.get(name) or name in edit.unchosen or (strict and record.version != edit.seen)
        )
    ]
    if clash:
        raise Changed(
            record,
            [Clash(n, edit.labels[n], edit.base.get(n), getattr(record, n), edit.changes[n]) for n in clash],
        )
    return edit.changes


class Page:
    """What a form on this page has shown before, and the envelope it will carry."""

    def __init__(self, request, *, file: File | None = None, on: FileRow | None = None, title: str = ""):
        self.request, self.file, self.on, self.title = request, file, on, title
        self.kept = None
        if request.method != "POST":
            self.kept = drafts.find(
                owner=request.user, service=request.user.acting_service, path=request.path, file=file
            )

    def sent(self) -> QueryDict | None:
        """What was typed: sent now, or kept from before; nothing when the form opens fresh."""
        if self.request.method == "POST":
            self.request.was_read = True
            return chosen(self.request)
        return self.kept.as_post() if self.kept else None

    def seal(self, shown: dict[str, list[str]]) -> str:
        version = self.on.version if self.on else 0
        if self.kept:
            shown, version = self.kept.shown, self.kept.version
        elif self.request.method == "POST" and not self.request.choosing:
            shown, version = self.request.envelope.shown, self.request.envelope.version
        return Envelope(
            owner=str(self.request.user.pk),
            service=str(self.request.user.acting_service.pk) if self.request.user.acting_service else "",
            session=self.request.session.digest,
            path=self.request.path,
            file=str(self.file.pk) if self.file else "",
            title=str(self.title),
            version=version,
            shown=shown,
        ).seal()


def chosen(request) -> QueryDict:
    """The post, with the other person's value wherever this person chose to keep theirs."""
    data = request.POST.copy()
    for name in request.POST.getlist("_choosing"):
        if request.POST.get(f"_choose_{name}") == "theirs":
            for key, values in request.envelope.shown.items():
                if key == name or key.startswith((f"{name}_", f"{name}:")):
                    data.setlist(key, values)
    return data


def as_posted(form: Form) -> dict[str, list[str]]:
    """The form's values as a browser would send them back untouched."""
    shown: dict[str, list[str]] = {}
    for bound in form:
        value, widget = bound.initial, bound.field.widget
        if isinstance(widget, MultiWidget):
            parts = widget.decompress(value)
            for suffix, part in zip(widget.widgets_names, parts, strict=True):
                shown[f"{bound.html_name}{suffix}"] = ["" if part is None else str(part)]
        elif isinstance(text := bound.field.prepare_value(value), list | tuple):
            shown[bound.html_name] = [str(v) for v in text]
        else:
            shown[bound.html_name] = [] if value is None else [str(text)]
    return shown


def shown_again(form, record: FileRow) -> dict[str, list[str]]:
    """What the form would show if it were opened on the record as it now stands.

    A page without a Django form puts an object of its own on `request.form`: `title`, `fields`, `shown_again`.
    """
    if hasattr(form, "shown_again"):
        return form.shown_again(record)
    theirs = {name: getattr(record, name) for name in form.fields if hasattr(record, name)}
    own = {name: value for name, value in theirs.items() if not isinstance(value, BaseManager)}
    return as_posted(type(form)(initial=form.initial | own))


def go_on(request, form: Form, record: FileRow) -> None:
    """The record was kept and the page is shown again: it has now seen what it kept itself."""
    request.envelope = replace(request.envelope, version=record.version, shown=shown_again(form, record))
    form.envelope = request.envelope.seal()


def open_form(
    request,
    form_class: type[Form],
    *,
    file: File | None = None,
    on: FileRow | None = None,
    initial: dict | None = None,
    title: str = "",
    **kwargs,
) -> Form:
    """The form of this page: as sent, as kept before, or fresh; with its envelope.

    `on` is the record it changes; its fields fill the form. A kept form shows what was typed without
    complaining about it; rules speak when it is sent.
    """
    page = Page(request, file=file, on=on, title=title)
    if on is not None:
        initial = {name: getattr(on, name) for name in form_class.base_fields if hasattr(on, name)} | (
            initial or {}
        )
    data = page.sent()
    if request.method == "POST":
        form = form_class(data, request.FILES or None, initial=initial, **kwargs)
    else:
        form = form_class(data, initial=initial, **kwargs)
        form._errors = ErrorDict()
        vars(form)["is_valid"] = lambda: False
    form.again = lambda given=None: form_class(given, initial=initial, **kwargs)
    form.envelope = page.seal(as_posted(form.again()))
    form.kept = page.kept
    form.title = title
    request.form = form
    return form


def edit_of(request, form: Form) -> Edit:
    """What this person changed on a valid form, beside what it had shown."""
    base = read_as(type(form)(data_of(request.envelope.shown), initial=form.initial))
    changes = {n: v for n, v in form.cleaned_data.items() if n not in base or base[n] != v}
    return Edit(
        changes=changes,
        base=base,
        seen=request.envelope.version,
        labels={n: str(form.fields[n].label or n) for n in form.cleaned_data},
        unchosen=frozenset(unchosen(request)),
    )


def lay_over(request, form) -> bool:
    """For what has no version, such as settings: only what this person changed, laid over what stands now.

    `form` is valid and opened with what stands now; afterwards its `cleaned_data` are the two together. False,
    with a sentence beside the field, where a colleague changed the same meanwhile: sent again, it is meant.
    """
    now = as_posted(form.again())
    base, stands = (read_as(form.again(data_of(posted))) for posted in (request.envelope.shown, now))
    changes = {n: mine for n, mine in form.cleaned_data.items() if n not in base or base[n] != mine}
    clash = {n for n, mine in changes.items() if n in base and stands.get(n) not in (base[n], mine)}
    form.cleaned_data = {**form.cleaned_data, **stands, **changes}
    shown = {
        key: values for key, values in request.envelope.shown.items() if field_of(form, key) not in clash
    }
    shown |= {key: values for key, values in now.items() if field_of(form, key) in clash}
    for name in clash:
        form.add_error(
            name, _("A colleague changed this while your page was open. Send it again to keep yours")
        )
    if clash:
        request.envelope = replace(request.envelope, shown=shown)
        form.envelope = request.envelope.seal()
    return not clash


def read_as(form: Form) -> dict[str, Any]:
    """What the form reads in its values, as far as it can."""
    form.full_clean()
    return form.cleaned_data


def data_of(posted: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in posted.items():
        data.setlist(name, values)
    return data


def field_of(form: Form, key: str) -> str:
    """The field that a posted name belongs to: `on_day` to `on`."""
    return key if key in form.fields else key.rpartition("_")[0]


def unchosen(request) -> list[str]:
    """Fields of the "changed meanwhile" page that nobody has answered yet."""
    return [n for n in request.POST.getlist("_choosing") if not request.POST.get(f"_choose_{n}")]


TOO_LATE = _("This form was opened on another page or too long ago. What you typed is kept.")
