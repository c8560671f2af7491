"""Settings: in whose words each form is asked (CM-51)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.files.keeping import open_form
from rowan.instruments import catalogue, packs, wording
from rowan.instruments.models import Pack
from rowan.instruments.pack_forms import PackForm, instruments

SHIPPED = Path(__file__).parent / "wordings"
MOST = 50


@dataclass(frozen=True)
class Shipped:
    """A pack that comes with Rowan: its form, language, the name it gets, and its table."""

    instrument: str
    language: str
    name: str
    path: Path


@cache
def shipped() -> tuple[Shipped, ...]:
    """The tables in `wordings/`, named for the form and the language: `dash-cy.csv`."""
    found = []
    for path in sorted(SHIPPED.glob("*.csv")):
        instrument, _dash, language = path.stem.partition("-")
        names = {"cy": "Cymraeg, i’w wirio gan gyfieithydd (for a translator’s check)"}
        found.append(Shipped(instrument, language, names[language], path))
    return tuple(found)


@dataclass(frozen=True)
class Row:
    """One form, in whose words it is asked now, and the packs there are for it."""

    instrument: str
    title: str
    now: Pack | None
    packs: list[Pack]
    shipped: list[Shipped]


@requires(Permission.SERVICE_CONFIGURE, scope=Scope.SERVICE, event="wording.read")
def listed(request: HttpRequest) -> HttpResponse:
    """Every form with its words, and a place to add a table."""
    form = open_form(request, PackForm, title=_("Words"))
    if form.is_valid():
        said = form.cleaned_data
        try:
            read = wording.read(said["instrument"], said["name"], said.pop("table").read())
        except packs.NotAPack as why:
            form.add_error("table", str(why))
        else:
            return redirect("wording-pack", pk=wording.keep(**said, read=read, by=request.user).pk)
    kept = list(Pack.objects.defer("texts").order_by("-kept_at", "-id")[:MOST])
    context = {"form": form, "rows": rows(kept), "choose_again": bool(request.FILES)}
    return render(request, "instruments/wording.html", context, status=422 if form.errors else 200)


def rows(kept: list[Pack]) -> list[Row]:
    return [
        Row(
            instrument=name,
            title=title,
            now=wording.in_use(name),
            packs=[pack for pack in kept if pack.instrument == name],
            shipped=[one for one in shipped() if one.instrument == name],
        )
        for name, title in instruments()
    ]


@requires(Permission.SERVICE_CONFIGURE, scope=Scope.SERVICE, event="wording.read", methods=("GET",))
def pack(request: HttpRequest, pk) -> HttpResponse:
    """One pack: how whole it is, what it leaves out, what it names that the form does not have."""
    found = get_object_or_404(Pack, pk=pk)
    context = {"pack": found, "now": wording.in_use(found.instrument), "whole": found.completeness}
    return render(request, "instruments/pack.html", context)


@requires(
    Permission.SERVICE_CONFIGURE, scope=Scope.SERVICE, event="wording.used", methods=("POST",), drafts=False
)
def use(request: HttpRequest, pk) -> HttpResponse:
    found = get_object_or_404(Pack, pk=pk)
    wording.use(instrument=found.instrument, pack=found, by=request.user)
    messages.success(request, _("New forms are asked in these words. Forms begun before keep theirs."))
    return redirect("wording")


@requires(
    Permission.SERVICE_CONFIGURE, scope=Scope.SERVICE, event="wording.used", methods=("POST",), drafts=False
)
def use_own(request: HttpRequest, instrument: str) -> HttpResponse:
    known_or_404(instrument)
    wording.use(instrument=instrument, pack=None, by=request.user)
    messages.success(request, _("New forms are asked in Rowan’s own words. Forms begun before keep theirs."))
    return redirect("wording")


@requires(
    Permission.SERVICE_CONFIGURE, scope=Scope.SERVICE, event="wording.kept", methods=("POST",), drafts=False
)
def load(request: HttpRequest, instrument: str) -> HttpResponse:
    """Keep the pack that comes with Rowan, in the language that was pressed."""
    one = next((s for s in shipped() if s.instrument == instrument), None)
    if one is None:
        raise Http404
    kept = Pack.objects.filter(instrument=instrument, name=one.name).first()
    if kept is None:
        read = wording.read(instrument, one.name, one.path.read_bytes())
        kept = wording.keep(
            instrument=instrument, name=one.name, language=one.language, read=read, by=request.user
        )
    return redirect("wording-pack", pk=kept.pk)


@requires(Permission.SERVICE_CONFIGURE, scope=Scope.SERVICE, event="wording.read", methods=("GET",))
def table(request: HttpRequest, instrument: str) -> HttpResponse:
    """Every id of a form with our own words beside it, to be filled in."""
    known_or_404(instrument)
    answer = HttpResponse(
        "\ufeff" + packs.template(catalogue.get(instrument)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="words.csv"'
    return answer


def known_or_404(instrument: str) -> None:
    if instrument not in dict(instruments()):
        raise Http404
