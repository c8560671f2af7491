from django.core import checks

from rowan.access import routes


@checks.register
def every_route_is_declared(app_configs, **kwargs):
    """The process does not start with a page that says nothing about who may see it (PL-46)."""
    return [
        checks.Error(f"/{path} does not say what it needs. Put @requires, @own or @public above its view.")
        for path in routes.undeclared()
    ]
