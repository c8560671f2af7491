"""Referrals for tests, made by the services that the pages call."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from rowan.files.models import File
from rowan.people.models import ContactPoint
from rowan.referrals import lists, services
from rowan.referrals.models import Referral
from rowan.referrals.reading import read
from rowan.referrals.services import Arrival
from tests.support.jobs import run_jobs

EXAMPLE = Path(settings.ROOT) / "docs" / "examples" / "police-list.csv"


def arrival(**more) -> Arrival:
    """A referral by the police, two hours old, of Dawn Tressider with a number marked safe."""
    facts = {
        "received_at": timezone.now() - timedelta(hours=2),
        "referrer": "police",
        "agency_name": "Ashmere Police",
        "contact_name": "PC Lena Farrow",
        "given": "Dawn",
        "family": "Tressider",
        "phone": "07700 900 142",
        "safe_call": "yes",
        "reason": "He waits outside her work.",
    }
    return Arrival(**(facts | more))


def received(world, persona="duty", **more) -> Referral:
    with world.acting(persona):
        return services.receive(arrival=arrival(**more), by=world.user(persona))


def answered(world, referral) -> Referral:
    """We do not know the person, and the comparison found nothing: ready to be given to a worker."""
    with world.acting("duty"):
        services.record_match(referral=referral, by=world.user("duty"))
    return compared(world, referral)


def compared(world, referral) -> Referral:
    """After the background work that follows a save."""
    run_jobs()
    with world.acting("manager"):
        return Referral.objects.select_related("file", "case").get(pk=referral.pk)


def allocated(world, referral=None, worker="practitioner") -> Referral:
    referral = answered(world, referral or received(world))
    with world.acting("senior"):
        return services.allocate(referral=referral, worker=getattr(world, worker), by=world.user("senior"))


def tried(world, referral, persona="practitioner", **more):
    facts = {
        "at": timezone.now(),
        "method": "call",
        "reached": "no",
        "message_left": "no",
        "outcome": "It rang out.",
    }
    with world.acting(persona):
        if "point" not in more:
            more["point"] = ContactPoint.objects.filter(file=referral.file_id, kind="phone").first()
        return services.log_attempt(referral=referral, by=world.user(persona), **(facts | more))


def opened(world, content: bytes | None = None, **more):
    facts = {
        "sheet": read(EXAMPLE.read_bytes() if content is None else content),
        "name": "list.csv",
        "referrer": "police",
        "agency_name": "Ashmere Police",
        "received_at": timezone.now() - timedelta(hours=1),
    }
    with world.acting("duty"):
        return lists.open_list(**(facts | more), by=world.user("duty")).list


def everything(world) -> dict[str, int]:
    """How many rows of each kind there are: the same after a refusal as before."""
    from django.apps import apps

    from rowan.files.rows import FileRow

    with world.acting("manager"):
        tables = [m for m in apps.get_models() if issubclass(m, FileRow)]
        return {m.__name__: m.objects.count() for m in [File, *tables]}
