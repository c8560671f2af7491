from django.core import checks

from rowan.access import routes
from rowan.access.routes import Scope
from rowan.audit.verbs import VERBS


@checks.register("routes")
def every_route_is_declared(app_configs, **kwargs):
    """The process does not start with a page that says nothing about who may see it (PL-46)."""
    return [
        checks.Error(f"/{path} does not say what it needs. Put @requires, @own or @public above its view.")
        for path in routes.undeclared()
    ]


@checks.register("routes")
def every_route_leaves_an_event(app_configs, **kwargs):
    """Nor with a page about people whose reading would leave nothing on the record (PL-120)."""
    return [
        checks.Error(f"/{path} leaves {route.event or 'nothing'} on the record, which is not a listed event.")
        for path, pattern in routes.every()
        if (route := routes.of(pattern.callback))
        and route.scope not in (Scope.PUBLIC, Scope.OWN)
        and route.event not in VERBS
    ]
