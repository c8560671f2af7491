from django.db import transaction

from rowan.agencies.models import Service


@transaction.atomic
def configure(*, service: Service, values: dict) -> list[str]:
    """Set what a service decides for itself. Returns the names of what is now different."""
    service = Service.objects.select_for_update().get(pk=service.pk)
    changed = [name for name, value in values.items() if getattr(service, name) != value]
    for name in changed:
        setattr(service, name, values[name])
    if changed:
        service.save(update_fields=changed)
    return changed
