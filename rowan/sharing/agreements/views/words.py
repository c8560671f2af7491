from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.files.keeping import open_form
from rowan.sharing.agreements import services, wording
from rowan.sharing.agreements.forms import WordingForm, field_name


@requires(Permission.SERVICE_CONFIGURE, scope=Scope.SERVICE, event="settings.read")
def settings_agreement(request):
    """The words of the agreement as this service says them. Each change is a new edition."""
    service = request.user.acting_service
    own = wording.own_of(service)
    initial = {field_name(id_): words for id_, words in wording.as_written(own).items()}
    form = open_form(request, WordingForm, initial=initial, title=_("Words of the agreement"))
    if form.is_valid():
        if form.texts() != wording.as_written(own):
            services.write_wording(texts=form.texts(), by=request.user)
            messages.success(request, _("Kept as a new edition. Agreements begun before keep their words."))
        return redirect("settings")
    context = {"form": form, "edition": wording.filled(service, own)}
    return render(request, "sharing/words.html", context, status=422 if form.errors else 200)
