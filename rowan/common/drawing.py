"""How a field of a form is drawn: label, hint, error and answer, always in this order and tied to each other.

One renderer for all forms, so that what is promised about every field is kept in one place (PL-25, PL-194):
the browser neither fills in nor translates anything, single lines are not spell-checked, text runs in the
direction of its own script, nothing is cut off while typing, and no answer is chosen beforehand.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.forms import BaseForm, BoundField
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rowan.common.boxes import DateBoxes, Drawn
from rowan.common.gov import gov
from rowan.common.strokes import path_of

# What Django puts on a widget and this markup says otherwise, or not at all.
_DROPPED = {
    "class",
    "autocomplete",
    "inputmode",
    "spellcheck",
    "rows",
    "maxlength",
    "minlength",
    "required",
    "type",
}
_SPELLED = "true"


def draw(bound: BoundField) -> SafeString:
    """One field with everything that belongs to it, its follow-up questions included."""
    widget = bound.field.widget
    if widget.is_hidden:
        return bound.as_widget()
    for kind, drawer in _DRAWERS:
        if isinstance(widget, kind):
            return drawer(bound)
    raise TypeError(f"No way to draw {type(widget).__name__} is known, in the field {bound.name}.")


def rows(form: BaseForm) -> Iterator[list[BoundField]]:
    """The fields of a form in order, those of `pairs` side by side, without those that follow an answer."""
    done = {name for names in getattr(form, "reveals", {}).values() for name in names}
    for bound in form.visible_fields():
        if bound.name in done:
            continue
        pair = next((pair for pair in getattr(form, "pairs", ()) if bound.name in pair), (bound.name,))
        done.update(pair)
        yield [form[name] for name in pair if name in form.fields]


def summary(form: BaseForm | None) -> SafeString:
    """Everything that stands in the way, each a link to its field; it takes the focus. Else nothing."""
    if form is None or not form.is_bound or not form.errors:
        return SafeString("")
    items: list[dict[str, Any]] = [
        {"html": conditional_escape(str(sentence)), "href": f"#{whole_id(form)}"}
        for sentence in form.non_field_errors()
    ]
    items += [
        {"html": _said(bound), "href": f"#{first_id(bound)}"}
        for bound in form
        if bound.errors and not bound.is_hidden
    ]
    return (
        gov("error-summary", {"titleText": _("There is a problem"), "errorList": items})
        if items
        else SafeString("")
    )


def _said(bound: BoundField) -> SafeString:
    return conditional_escape(" ".join(str(sentence) for sentence in bound.errors))


def whole_id(form: BaseForm) -> str:
    """The id of the errors that belong to no single field."""
    return f"{form.prefix}-problem" if form.prefix else "problem"


def first_id(bound: BoundField) -> str:
    """The id of the first control of a field, where a link from the summary lands."""
    return f"{_id(bound)}_day" if isinstance(bound.field.widget, DateBoxes) else _id(bound)


def _id(bound: BoundField) -> str:
    return bound.auto_id or bound.html_name


def _shared(bound: BoundField) -> dict[str, Any]:
    params: dict[str, Any] = {"id": _id(bound), "name": bound.html_name}
    if bound.help_text:
        params["hint"] = {"html": conditional_escape(bound.help_text)}
    if bound.errors:
        params["errorMessage"] = {
            "html": _said(bound),
            "visuallyHiddenText": _("Error"),
        }
    if bound.field.disabled:
        params["disabled"] = True
    return params


def _attributes(bound: BoundField) -> dict[str, Any]:
    attrs = bound.field.widget.attrs
    kept = {name: value for name, value in attrs.items() if name not in _DROPPED}
    return {"translate": "no", "dir": "auto", **kept}


def _label(bound: BoundField) -> dict[str, Any]:
    return {"text": bound.label}


def _line(bound: BoundField) -> SafeString:
    widget = bound.field.widget
    params = _shared(bound) | {
        "label": _label(bound),
        "classes": widget.attrs.get("class", ""),
        "autocomplete": widget.attrs.get("autocomplete", "off"),
        "attributes": _attributes(bound),
    }
    if isinstance(widget, forms.PasswordInput):
        return gov(
            "password-input",
            params
            | {
                "value": "",
                "autocomplete": widget.attrs.get("autocomplete", "current-password"),
                "showPasswordText": _("Show"),
                "hidePasswordText": _("Hide"),
                "showPasswordAriaLabelText": _("Show password"),
                "hidePasswordAriaLabelText": _("Hide password"),
                "passwordShownAnnouncementText": _("Your password is visible"),
                "passwordHiddenAnnouncementText": _("Your password is hidden"),
            },
        )
    params |= {
        "type": widget.attrs.get("type", widget.input_type),
        "value": widget.format_value(bound.value()) or "",
        "inputmode": widget.attrs.get("inputmode"),
        "spellcheck": widget.attrs.get("spellcheck") == _SPELLED,
    }
    if widget.input_type == "number":
        # A box that takes only figures loses what else was typed, and a turn of the mouse wheel changes it.
        params |= {
            "type": "text",
            "inputmode": "decimal" if bound.field.widget.attrs.get("step") == "any" else "numeric",
        }
    return gov("input", params)


def _text(bound: BoundField) -> SafeString:
    attrs = bound.field.widget.attrs
    return gov(
        "textarea",
        _shared(bound)
        | {
            "label": _label(bound),
            "classes": attrs.get("class", ""),
            "rows": str(attrs.get("rows", 3)),
            "value": bound.field.widget.format_value(bound.value()) or "",
            "spellcheck": attrs.get("spellcheck", _SPELLED) == _SPELLED,
            "autocomplete": "off",
            # Writing help of some browsers sends what is typed to its maker; spell-checking stays on the
            # machine.
            "attributes": {"writingsuggestions": "false", **_attributes(bound)},
        },
    )


def _file(bound: BoundField) -> SafeString:
    attrs = bound.field.widget.attrs
    asked = {name: attrs[name] for name in ("accept", "multiple") if attrs.get(name)}
    return gov("file-upload", _shared(bound) | {"label": _label(bound), "attributes": asked})


def _drawn(bound: BoundField) -> SafeString:
    """A field to draw in, which scripts open; without them another way to sign is chosen."""
    value = bound.value() or ""
    label = f"{_id(bound)}-label"
    return format_html(
        '<div class="govuk-form-group{wrong}"><p class="govuk-label" id="{label}">{words}</p>{error}'
        "<noscript><p>{without}</p></noscript>"
        '<div class="rw-drawn" data-draw hidden><svg viewBox="0 0 600 200" role="img" aria-labelledby="{label}">'
        '<path d="{path}"/></svg><button class="rw-button" type="button">{clear}</button>'
        '<input type="hidden" id="{id}" name="{name}" value="{value}"></div></div>',
        wrong=" govuk-form-group--error" if bound.errors else "",
        label=label,
        words=bound.label,
        error=format_html('<p class="govuk-error-message">{}</p>', _said(bound)) if bound.errors else "",
        without=_("Drawing needs scripts, which this browser does not run. Choose another way to sign."),
        path=path_of(value),
        clear=_("Clear"),
        id=_id(bound),
        name=bound.html_name,
        value=value,
    )


def _select(bound: BoundField) -> SafeString:
    return gov(
        "select",
        _shared(bound)
        | {
            "label": _label(bound),
            "classes": bound.field.widget.attrs.get("class", ""),
            "attributes": {"autocomplete": "off"},
            "items": [
                {"value": str(value), "text": text, "selected": str(value) in chosen(bound)}
                for value, text in _choices(bound)
            ],
        },
    )


def _one_of(bound: BoundField) -> SafeString:
    return gov("radios", _group(bound))


def _some_of(bound: BoundField) -> SafeString:
    return gov("checkboxes", _group(bound))


def _group(bound: BoundField) -> dict[str, Any]:
    widget = bound.field.widget
    hints = getattr(bound.field, "hints", {})
    small = (
        "govuk-checkboxes--small"
        if isinstance(widget, forms.CheckboxSelectMultiple)
        else "govuk-radios--small"
    )
    classes = "rw-answers" if getattr(widget, "boxed", False) else small
    return _shared(bound) | {
        "idPrefix": _id(bound),
        "fieldset": {"legend": _label(bound)},
        "classes": classes,
        "items": [
            {
                "value": str(value),
                "text": text,
                "checked": str(value) in chosen(bound),
                "disabled": bound.field.disabled,
                "hint": {"text": hints[value]} if value in hints else None,
                "conditional": _follow_up(bound, value, text),
                "attributes": {"autocomplete": "off"},
            }
            for value, text in _choices(bound)
            if value not in ("", None)
        ],
    }


def _follow_up(bound: BoundField, value: Any, text: Any) -> dict[str, Any] | None:
    names = getattr(bound.form, "reveals", {}).get((bound.name, str(value)))
    if not names:
        return None
    lead = format_html('<p class="rw-if">{}</p>', _("If you answered “%(answer)s”:") % {"answer": text})
    return {"html": lead + mark_safe("".join(draw(bound.form[name]) for name in names))}


def _tick(bound: BoundField) -> SafeString:
    """One box to tick: its label is the label of the field."""
    shared = _shared(bound)
    hint = shared.pop("hint", None)
    return gov(
        "checkboxes",
        shared
        | {
            "idPrefix": _id(bound),
            "classes": "govuk-checkboxes--small",
            "items": [
                {
                    "value": "on",
                    "text": bound.label,
                    "checked": bool(bound.value()) and bound.value() != "False",
                    "hint": hint,
                    "conditional": _follow_up(bound, "on", bound.label),
                    "attributes": {"autocomplete": "off"},
                }
            ],
        },
    )


def _boxes(bound: BoundField) -> SafeString:
    typed = bound.field.widget.typed(bound.value())
    names = {"day": _("Day"), "month": _("Month"), "year": _("Year"), "time": _("Time")}
    wrong = " govuk-input--error" if bound.errors else ""
    return gov(
        "date-input",
        _shared(bound)
        | {
            "fieldset": {"legend": _label(bound), "attributes": {"role": "group"}},
            "items": [
                {
                    "name": f"{bound.html_name}_{box}",
                    "id": f"{_id(bound)}_{box}",
                    "label": names[box],
                    "value": getattr(typed, box),
                    "classes": ("govuk-input--width-4" if box in ("year", "time") else "govuk-input--width-2")
                    + wrong,
                    "inputmode": "text" if box == "time" else "numeric",
                    "autocomplete": "off",
                    "attributes": {"translate": "no"},
                }
                for box in bound.field.widget.boxes
            ],
        },
    )


def _choices(bound: BoundField) -> Iterator[tuple[Any, Any]]:
    for value, text in bound.field.widget.choices:
        if isinstance(text, (list, tuple)):
            yield from text
        else:
            yield value, text


def chosen(bound: BoundField) -> set[str]:
    value = bound.value()
    if value is None:
        return set()
    return {str(one) for one in value} if isinstance(value, (list, tuple, set)) else {str(value)}


_DRAWERS: list[tuple[type[forms.Widget], Callable[[BoundField], SafeString]]] = [
    (DateBoxes, _boxes),
    (forms.CheckboxSelectMultiple, _some_of),
    (forms.RadioSelect, _one_of),
    (forms.Select, _select),
    (forms.CheckboxInput, _tick),
    (forms.Textarea, _text),
    (forms.FileInput, _file),
    (Drawn, _drawn),
    (forms.widgets.Input, _line),
]
