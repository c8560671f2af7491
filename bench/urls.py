"""One page that does nothing, on three sides of the wall: the differences are what the wall costs."""

from django.http import HttpResponse
from django.urls import include, path

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, public, requires


def nothing(request):
    return HttpResponse("nothing")


def outside(request):
    return nothing(request)


def inside(request):
    return nothing(request)


def on_record(request):
    return nothing(request)


urlpatterns = [
    path("bench/outside/", public()(outside)),
    path("bench/inside/", requires(Permission.FILE_OPEN, scope=Scope.SERVICE, event="")(inside)),
    path("bench/recorded/", requires(Permission.FILE_OPEN, scope=Scope.SERVICE, event="day.read")(on_record)),
    path("", include("config.urls")),
]
handler404 = "rowan.files.views.no_such_page"
handler500 = "rowan.files.views.fault"
