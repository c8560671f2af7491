from django.shortcuts import get_object_or_404

from rowan.files.models import File


def open_file(request, reference: str) -> File:
    """The file of this reference, if this person may open it; its opening goes on the record with the page.

    Anything else is a 404, the same for a file of another service and for nonsense (PL-30).
    """
    file = get_object_or_404(File.objects.visible_to(request.user), reference=reference)
    request.opened = file
    return file
