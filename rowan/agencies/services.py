from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.access.permissions import NotNow
from rowan.agencies import rules
from rowan.agencies.models import ReferralSource, Service


@transaction.atomic
def configure(*, service: Service, values: dict) -> list[str]:
    """Set what a service decides for itself. Returns the names of what is now different."""
    service = Service.objects.select_for_update().get(pk=service.pk)
    changed = [name for name, value in values.items() if getattr(service, name) != value]
    for name in changed:
        setattr(service, name, values[name])
    rules.check_complete(service)
    if changed:
        service.save(update_fields=changed)
    return changed


@transaction.atomic
def go_live(*, service: Service) -> Service:
    """From now on the service takes people in. Blank settings stop it (CM-18)."""
    service = Service.objects.select_for_update().get(pk=service.pk)
    rules.check_go_live(service)
    service.live_at = timezone.now()
    service.save(update_fields=["live_at"])
    return service


@transaction.atomic
def stop_being_live(*, service: Service) -> Service:
    """The service takes nobody in until its settings are finished again."""
    service.live_at = None
    service.save(update_fields=["live_at"])
    return service


@transaction.atomic
def keep_source(*, service: Service, values: dict, source: ReferralSource | None = None) -> ReferralSource:
    """Write down an organisation that sends people, or what is different about it."""
    source = source or ReferralSource(service=service)
    for name, value in values.items():
        setattr(source, name, value)
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError as twice:
        raise NotNow(_("There is already one of that name")) from twice
    return source


@transaction.atomic
def end_source(*, source: ReferralSource) -> ReferralSource:
    """They send nobody any more. What they sent stays."""
    source.ended_at = timezone.now()
    source.save(update_fields=["ended_at"])
    return source
