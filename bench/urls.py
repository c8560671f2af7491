"""One page that does nothing, on three sides of the wall: the differences are what the wall costs."""

from django.http import HttpResponse
from django.urls import include, path

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, public, requires
from rowan.files.context import acting


@public()
def outside(request):
    return HttpResponse("nothing")


@public()
def inside(request):
    with acting(request.session.digest, request.session.row.service_id):
        return HttpResponse("nothing")


@requires(Permission.FILE_OPEN, scope=Scope.SERVICE, event="day.read")
def recorded(request):
    return HttpResponse("nothing")


urlpatterns = [
    path("bench/outside/", outside),
    path("bench/inside/", inside),
    path("bench/recorded/", recorded),
    path("", include("config.urls")),
]
handler404 = "rowan.files.views.no_such_page"
handler500 = "rowan.files.views.fault"
