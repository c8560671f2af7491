"""The markup of the GOV.UK Design System, by its own macros."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import jinja2
from django.utils.safestring import SafeString, mark_safe

PACKAGE = "govuk_frontend_jinja"


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.PrefixLoader({PACKAGE: jinja2.PackageLoader(PACKAGE)})
    return jinja2.Environment(loader=loader, autoescape=True)


@cache
def _macro(name: str):
    template = _environment().get_template(f"{PACKAGE}/components/{name}/macro.html")
    return getattr(template.module, "govuk" + "".join(word.capitalize() for word in name.split("-")))


def gov(name: str, params: Mapping[str, Any] | None = None, **more: Any) -> SafeString:
    """One part of the design system, such as `gov("radios", {...})`, with the parameters its own pages list.

    Text is escaped by the macros; only what is handed in as `html` is taken as it is. An unknown name raises
    `jinja2.TemplateNotFound`.
    """
    return mark_safe(_macro(name)({**(params or {}), **more}))
