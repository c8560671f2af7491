"""What a page gets to draw: fields with their prompt, answer and neighbours, and the list of sections."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class People:
    """Whose names the prompts speak: the client, and those whose behaviour is asked about."""

    client: str = ""
    abusers: tuple[str, ...] = ()

    def speak(self, text: str) -> str:
        """The text with names, or with plain terms where no name is known yet."""
        if "{" in text:
            client, abuser = self.terms
            text = text.replace("{abuser}", abuser).replace("{client}", client)
        return text[:1].upper() + text[1:]

    @cached_property
    def terms(self) -> tuple[str, str]:
        """How the client and those whose behaviour is asked about are called."""
        return self.client or _("the client"), _(" or ").join(self.abusers) or _("the person causing harm")


@dataclass(frozen=True)
class Tick:
    """One radio button or box."""

    id: str
    value: str
    words: str
    checked: bool
    exclusive: bool = False


@dataclass(frozen=True)
class Field:
    """One item on a page. `id` is that of its first control, `name` what is posted."""

    id: str
    name: str
    control: str
    prompt: str
    number: int | None = None
    numeric: bool = False
    hint: str = ""
    window: str = ""
    guidance: str = ""
    text: str = ""
    ticks: tuple[Tick, ...] = ()
    none: Tick | None = None
    columns: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()
    parts: tuple["Field", ...] = ()
    parts_if: str = ""
    parts_code: str = ""
    parts_waiting: bool = False
    """Whether the parts wait for `parts_code` and hold nothing: with scripts they fold away till then."""
    source: "Field | None" = None
    comment: "Field | None" = None
    state: str = ""
    answered: bool = False
    told: str = ""
    stands: str = ""
    help: tuple[str, ...] = ()
    at_signing: bool = False
    """Whether the signature fills it in, where nobody has."""
    last: str = ""
    changed: bool = False
    problem: str = ""

    @property
    def grouped(self) -> bool:
        """Whether it has several controls, which share a legend."""
        return self.control in {"answers", "radios", "checkboxes", "table"}

    @cached_property
    def described_by(self) -> str:
        """The ids of the hint, guidance and problem that stand with it."""
        said = {"hint": self.window or self.hint, "guidance": self.guidance, "problem": self.problem}
        return " ".join(f"{self.id}-{name}" for name, words in said.items() if words)


@dataclass(frozen=True)
class PartView:
    """One section on a page."""

    number: int
    anchor: str
    title: str
    fields: tuple[Field, ...]

    @property
    def asked(self) -> list[Field]:
        """What somebody answers."""
        return [field for field in self.fields if not field.at_signing]

    @property
    def at_signing(self) -> list[Field]:
        """What the signature fills in: folded away until something in it is wrong."""
        return [field for field in self.fields if field.at_signing]

    @property
    def signing_wrong(self) -> bool:
        return any(field.problem for field in self.at_signing)


@dataclass(frozen=True)
class PartLine:
    """One line of the list of sections."""

    number: int
    short: str
    words: str
    url: str
    here: bool
    started: bool
