"""In whose words a form is asked here: kept, put to use, and found again for a form asked before."""

from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import NotNow, Permission, require
from rowan.files.context import service
from rowan.instruments import catalogue, packs
from rowan.instruments.models import Pack, Use
from rowan.instruments.schema import Definition


def in_use(instrument: str) -> Pack | None:
    """The pack that this service asks a form in now; none where the words are Rowan's own. One statement."""
    newest = (
        Use.objects.select_related("pack").filter(instrument=instrument).order_by("-kept_at", "-id").first()
    )
    pack = newest.pack if newest else None
    newest_version = catalogue.get(instrument).version
    return pack if pack is not None and pack.definition_version == newest_version else None


def current(instrument: str) -> Definition:
    """The newest version of a form, in the words this service asks it in. One statement."""
    pack = in_use(instrument)
    return pack.definition if pack else catalogue.get(instrument)


def asked_in(instrument: str, version: int, wording: str) -> Definition:
    """A form as it was asked: in Rowan's own words, without a statement, or in those of a pack, with one."""
    own = catalogue.get(instrument, version)
    if wording == own.wording:
        return own
    pack = Pack.objects.filter(instrument=instrument, definition_version=version, name=wording).first()
    return pack.definition if pack else own


def read(instrument: str, name: str, content: bytes) -> packs.Read:
    """A table as a pack of that name. Raises `packs.NotAPack` with a sentence."""
    definition = catalogue.get(instrument)
    same = Pack.objects.filter(instrument=instrument, definition_version=definition.version, name=name)
    if name == definition.wording or same.exists():
        raise packs.NotAPack(_("There is already a pack of that name for this form. Give it another."))
    return packs.read(content, definition)


@service
def keep(*, instrument: str, name: str, language: str, read: packs.Read, by) -> Pack:
    """Keep what was read from a table as a pack."""
    require(by, Permission.SERVICE_CONFIGURE)
    pack = Pack.objects.create(
        instrument=instrument,
        definition_version=catalogue.get(instrument).version,
        name=name,
        language=language,
        texts=read.texts,
        unknown=list(read.unknown),
    )
    audit.record("wording.kept", instrument=instrument, texts=len(read.texts), unknown=len(read.unknown))
    return pack


@service
def use(*, instrument: str, pack: Pack | None, by) -> Use:
    """From now on this form is begun in the words of a pack, or in Rowan's own. Forms begun before keep theirs."""
    require(by, Permission.SERVICE_CONFIGURE)
    if pack is not None and pack.definition_version != catalogue.get(instrument).version:
        raise NotNow(_("This pack is for an earlier version of the form. Load it again for the newest."))
    used = Use.objects.create(instrument=instrument, pack=pack)
    audit.record("wording.used", instrument=instrument, pack=str(pack.pk) if pack else "")
    return used
