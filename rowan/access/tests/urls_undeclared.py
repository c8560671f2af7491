"""The program's addresses with one view that says nothing, and one that names no listed event."""

from django.http import HttpResponse
from django.urls import include, path

from config import urls as real
from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires

handler404, handler500 = real.handler404, real.handler500


def undeclared(request):
    return HttpResponse("secret")


@requires(Permission.FILE_FIND, scope=Scope.SERVICE, event="no.such_event")
def odd(request):
    return HttpResponse("secret")


urlpatterns = [
    path("undeclared/", undeclared),
    path("odd/", odd),
    path("", include(real.urlpatterns)),
]
