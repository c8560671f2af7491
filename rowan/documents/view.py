"""What a paper is made from: data already filtered for one reader, that cannot be asked for more (PL-73)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise

from rowan.common.audiences import Audience, Recipient, may_receive

Entry = tuple[Audience, str, Any]


class View:
    """One reader's view of a file, row or person.

    Made with `View.of(recipient, entries)`, each entry being (audience, name, value). What the reader may
    not have is dropped here and nothing remembers that it was there: asking for it and asking for a name
    that never existed give the same AttributeError.

    A value is text, a number, a day or moment, yes or no, None, or a sequence of views for the same reader.
    A model row is refused (TypeError), because from it a template could walk to everything else.
    """

    __slots__ = ("_recipient", "_values")
    _recipient: Recipient
    _values: Mapping[str, Any]

    @classmethod
    def of(cls, recipient: Recipient, entries: Iterable[Entry]) -> "View":
        """Only the entries this reader may receive. ValueError for a name given twice or not a plain name."""
        recipient = Recipient(recipient)
        values: dict[str, Any] = {}
        named: set[str] = set()
        for audience, name, value in entries:
            if not name.isidentifier() or name.startswith("_") or name in named:
                raise ValueError(f"{name!r} is used twice or is not a plain name.")
            named.add(name)
            if may_receive(recipient, audience):
                values[name] = _plain(value, recipient)
        view = object.__new__(cls)
        object.__setattr__(view, "_recipient", recipient)
        object.__setattr__(view, "_values", MappingProxyType(values))
        return view

    @classmethod
    def rows(
        cls, recipient: Recipient, rows: Iterable[tuple[Audience, Iterable[Entry]]]
    ) -> tuple["View", ...]:
        """The rows this reader may receive, as views. One held back leaves no gap and no number (PL-76)."""
        return tuple(
            cls.of(recipient, entries) for audience, entries in rows if may_receive(recipient, audience)
        )

    def __getattr__(self, name: str) -> Any:
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(f"This view has no {name!r}.") from None

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("A view does not change.")

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return iter(self._values.items())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, View) and (self._recipient, dict(self)) == (other._recipient, dict(other))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        # Never the values: this text reaches logs and error pages.
        return f"<View for {self._recipient.value}>"


def recipient_of(view: View) -> Recipient:
    """For whom the view was made."""
    return view._recipient


def _plain(value: Any, recipient: Recipient) -> Any:
    if isinstance(value, list | tuple):
        if all(isinstance(row, View) and recipient_of(row) is recipient for row in value):
            return tuple(value)
        raise TypeError("Rows are views made for the same reader.")
    if value is None or isinstance(value, str | int | float | date | Promise):
        return value
    raise TypeError(f"A view holds plain values, not {type(value).__name__}.")
