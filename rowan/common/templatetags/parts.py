"""The parts of a page: `{% load parts %}`. docs/how-to/build-a-page.md shows each with an example."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.common import dates, drawing
from rowan.common.components import Due, Safe
from rowan.common.dates import clock_time, long_day, long_moment
from rowan.common.gov import gov as gov_part

register = template.Library()

register.filter("rows", drawing.rows)
register.filter("whole_id", drawing.whole_id)

# Days and times, in no other form: `{{ case.opened_at|long_day }}`.
for tell in (
    dates.long_day,
    dates.short_day,
    dates.weekday,
    dates.headline,
    dates.clock_time,
    dates.long_moment,
    dates.short_moment,
    dates.weekday_moment,
):
    register.filter(tell.__name__, tell)


# The design system and forms.


@register.simple_tag
def gov(name: str, params: dict[str, Any] | None = None, **more: Any) -> SafeString:
    """`{% gov "inset-text" text="Nothing is sent." %}`: one part of the GOV.UK Design System."""
    return gov_part(name, params, **more)


@register.simple_tag
def draw(field: BoundField) -> SafeString:
    """`{% draw form.reason %}`: one field with label, hint, error and follow-ups."""
    return drawing.draw(field)


@register.simple_tag(takes_context=True)
def error_summary(context: template.Context) -> SafeString:
    """What stands in the way on this page: of `form`, or of all `forms`."""
    forms = context.get("forms") or [context.get("form")]
    return mark_safe("".join(drawing.summary(form) for form in forms))


# Small marks.


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "phone" %}`: a drawing beside words that say the same; hidden from screen readers."""
    return format_html(
        '<svg class="rw-icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("common/icons.svg"),
        name,
    )


RISK_WORDS = {
    "high": gettext_lazy("High"),
    "medium": gettext_lazy("Medium"),
    "standard": gettext_lazy("Standard"),
    "none": gettext_lazy("Not yet assessed"),
}
_RISK_SHAPES = {
    "high": '<path d="M5 .8 10 9.2H0z"/>',
    "medium": '<path d="M5 0l5 5-5 5-5-5z"/>',
    "standard": '<circle cx="5" cy="5" r="3.8"/>',
}


@register.simple_tag
def risk(level: str | None, words: str = "") -> SafeString:
    """`{% risk case.level %}`: `high`, `medium`, `standard`; nothing, or `none`, is "Not yet assessed".

    Another word raises KeyError: an unknown level must not look like a low one.
    """
    level = str(level or "none")
    shape = _RISK_SHAPES.get(level, "")
    drawing_ = f'<svg viewBox="0 0 10 10" aria-hidden="true" focusable="false">{shape}</svg>' if shape else ""
    return format_html(
        '<span class="rw-risk rw-risk--{}">{}{}</span>',
        level,
        mark_safe(drawing_),
        words or RISK_WORDS[level],
    )


_DUE_ICONS = {"late": "warn", "soon": "clock", "met": "check", "paused": "pause", "later": ""}


@register.simple_tag
def due(clock: Due | None = None, state: str = "", words: str = "") -> SafeString:
    """`{% due clock %}` for anything with `state` and `words`, or `{% due state="late" words="Late" %}`.

    `late` has a triangle, `soon` a clock, `met` a tick; `later` stands plain.
    """
    clock = clock or Due(state, words)
    drawn = icon(_DUE_ICONS[clock.state]) if _DUE_ICONS[clock.state] else ""
    return format_html(
        '<span class="rw-due rw-due--{}">{}<span>{}</span></span>', clock.state, drawn, clock.words
    )


_SAFE_SHAPES = {
    "now": '<circle cx="9.5" cy="9.5" r="6"/>',
    "later": '<circle cx="9.5" cy="9.5" r="5.5"/>',
    "unsure": '<circle cx="9.5" cy="9.5" r="5.5"/>',
    "ask": '<circle cx="9.5" cy="9.5" r="5.5"/>',
    "no": '<path d="M5 5l9 9M14 5l-9 9"/>',
}


@register.simple_tag
def safe(mark: Safe) -> SafeString:
    """`{% safe mark %}`: is it safe to ring now? A filled dot, a ring, a cross, and always the words."""
    return format_html(
        '<span class="rw-safe rw-safe--{}"><svg viewBox="0 0 19 19" aria-hidden="true" focusable="false">{}'
        "</svg><span>{}{}</span></span>",
        mark.state,
        mark_safe(_SAFE_SHAPES[mark.state]),
        mark.words,
        format_html("<small>{}</small>", mark.more) if mark.more else "",
    )


@register.simple_tag
def tag(words: str, tone: str = "") -> SafeString:
    """`{% tag "New to you" tone="blue" %}`. Tones: blue news, green, amber, berry, line."""
    return format_html('<span class="rw-tag{}">{}</span>', f" rw-tag--{tone}" if tone else "", words)


AUDIENCE_WORDS = {
    "staff": gettext_lazy("Staff only"),
    "restricted": gettext_lazy("Held apart"),
    "agency-private": gettext_lazy("This agency only"),
    "professional": gettext_lazy("Named professionals"),
    "survivor": gettext_lazy("Survivor’s side"),
    "pch": gettext_lazy("Side of the person causing harm"),
    "both": gettext_lazy("Both sides"),
}
_LOCKED = {"staff", "restricted", "agency-private"}


@register.simple_tag
def audience(who: str, words: str = "") -> SafeString:
    """`{% audience row.audience "told on her permission" %}`: a lock and violet for what stays inside."""
    key = str(who)
    said = f"{AUDIENCE_WORDS[key]}: {words}" if words else AUDIENCE_WORDS[key]
    if key in _LOCKED:
        return format_html('<span class="rw-audience">{}<span>{}</span></span>', icon("lock"), said)
    return format_html('<span class="rw-audience rw-audience--open">{}</span>', said)


@register.simple_tag
def kept(at: datetime | None = None) -> SafeString:
    """`{% kept form.kept.at %}`: what the server has of this page. The script keeps it true."""
    time = clock_time(at) if at else ""
    return format_html(
        '<p class="rw-kept" data-kept data-kept-at="{}"{}>{} <span data-kept-words>{}</span></p>',
        time,
        "" if at else SafeString(" hidden"),
        icon("check"),
        _("Saved %(time)s. Safe to close") % {"time": time} if at else "",
    )


@register.filter
def told(value: Any) -> str:
    """A value of a form in words, for people to compare: `{{ clash.theirs|told }}`. Nothing is "empty"."""
    if value is None or value == "" or value == []:
        return _("empty")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return long_moment(value)
    if isinstance(value, date):
        return long_day(value)
    if isinstance(value, (list, set)):
        return ", ".join(map(str, value))
    return str(value)


@register.filter
def chosen(data: QueryDict | None, field: str) -> str:
    """What was chosen for a field on the page "changed meanwhile": `theirs`, `mine` or nothing yet."""
    return data.get(f"_choose_{field}", "") if data else ""


@register.simple_tag
def stage(state: str) -> SafeString:
    """`{% stage "part" %}`: a ring, a part-filled ring or a tick; the words beside it say it too."""
    inside = {
        "none": '<circle cx="9" cy="9" r="8"/>',
        "part": '<circle cx="9" cy="9" r="8"/><path class="rw-stage__part" d="M9 1a8 8 0 0 1 0 16z"/>',
        "done": '<path d="M2.500 9.500l4.500 4.500L16 4.500"/>',
    }[state]
    return format_html(
        '<svg class="rw-stage rw-stage--{}" viewBox="0 0 18 18" aria-hidden="true">{}</svg>',
        state,
        mark_safe(inside),
    )


# Drawings. Each stands beside the figures it shows.


@register.simple_tag
def bar(value: int, total: int, tone: str = "") -> SafeString:
    """`{% bar 9 23 "high" %}`: a share of a whole as a bar."""
    return format_html(
        '<svg class="rw-bar{}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" '
        'focusable="false"><rect width="{}" height="8"/></svg>',
        f" rw-bar--{tone}" if tone else "",
        round(100 * value / total, 1) if total else 0,
    )


@register.simple_tag
def day(windows: Sequence[tuple[float, float]], now: float | None = None) -> SafeString:
    """`{% day windows now %}`: safe hours from 08 to 20, in hours of the day, and a line for now."""
    drawn = format_html_join(
        "",
        '<rect class="rw-day__window" x="{}" width="{}" height="16"/>',
        [(round((start - 8) * 11, 1), round((end - start) * 11, 1)) for start, end in windows],
    )
    if now is not None and 8 <= now <= 20:
        x = round((now - 8) * 11, 1)
        drawn += format_html('<rect class="rw-day__now" x="{}" width="2" height="16"/>', x)
    return format_html(
        '<svg class="rw-day" viewBox="0 0 132 16" aria-hidden="true" focusable="false">{}</svg>', drawn
    )


@register.simple_tag
def progress(part: int, of: int) -> SafeString:
    """`{% progress 3 8 %}`: how far into a form of several parts; the words stand above it."""
    return format_html(
        '<div class="rw-progress" aria-hidden="true">{}</div>',
        format_html_join(
            "",
            '<svg viewBox="0 0 2 1" preserveAspectRatio="none"><rect width="{}" height="1"/></svg>',
            [(2 if n < part else 1 if n == part else 0,) for n in range(1, of + 1)],
        ),
    )


# Blocks.


@register.simple_block_tag
def panel(
    content: str,
    title: str,
    note: str = "",
    link: str = "",
    url: str = "",
    flush: bool = False,
    tone: str = "",
    level: int = 2,
) -> SafeString:
    """A white panel with a heading; `flush=True` for lists and tables that reach its edges.

    `{% panel "Due" link="All my dates (19)" url="/dates/" flush=True %}...{% endpanel %}`. At the right of
    the heading stands `note` or a link. `tone="late"` marks the panel of late things.
    """
    end = format_html('<a class="govuk-link" href="{}">{}</a>', url, link) if url else note
    if url and note:
        end = format_html('<span class="rw-muted">{} · </span>{}', note, end)
    return format_html(
        '<section class="rw-panel{tone}"><div class="rw-panel__head"><h{level}>{title}</h{level}>{end}</div>'
        "{body}</section>",
        tone=f" rw-panel--{tone}" if tone else "",
        level=level,
        title=title,
        end=format_html('<span class="rw-panel__end{}">{}</span>', "" if url else " rw-muted", end)
        if end
        else "",
        body=content if flush else format_html('<div class="rw-panel__body">{}</div>', content),
    )


@register.simple_block_tag
def note(content: str, tone: str = "") -> SafeString:
    """A passage that must not be overlooked: `{% note tone="amber" %}<p>...</p>{% endnote %}`.

    Tones: amber needs an answer, berry concern, green done, violet staff only; none informs.
    """
    return format_html('<div class="rw-note{}">{}</div>', f" rw-note--{tone}" if tone else "", content)


@register.simple_block_tag
def nothing(content: str) -> SafeString:
    """An empty list: what that means, then the next step.

    `{% nothing %}<p>No one to reach today.</p>{% endnothing %}`. Empty because of rights looks exactly like
    empty.
    """
    return format_html('<div class="rw-empty">{}</div>', content)


@register.simple_tag
def group(title: str, count: int | None = None, level: int = 3) -> SafeString:
    """`{% group "Safe to ring now" 2 %}`: a heading between the rows of a panel, with how many follow."""
    shown = "" if count is None else format_html(" <span>{}</span>", count)
    return format_html('<h{0} class="rw-group">{1}{2}</h{0}>', level, title, shown)


@register.inclusion_tag("common/pages.html", takes_context=True)
def pages(context: template.Context, page: Page, name: str = "page") -> dict[str, Any]:
    """`{% pages page %}`: which rows these are of how many, and the way to the next. Lists have an end."""
    count = page.paginator.count
    words = _("%(n)s in all") % {"n": count}
    if page.paginator.num_pages > 1:
        words = _("%(first)s to %(last)s of %(n)s") % {
            "first": page.start_index(),
            "last": page.end_index(),
            "n": count,
        }
    query = context["request"].GET.copy() if "request" in context else QueryDict(mutable=True)

    def link(number: int) -> str:
        query[name] = str(number)
        return f"?{query.urlencode()}"

    return {
        "words": words,
        "earlier": link(page.previous_page_number()) if page.has_previous() else "",
        "later": link(page.next_page_number()) if page.has_next() else "",
    }
