"""The words of the agreement: ours to begin with, a service's own once it has written them.

A service changes all or some of them; each change is a new edition and the earlier ones stay, because what
was read to somebody has to be known later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.agencies.models import Service
from rowan.common.components import Words
from rowan.sharing.models import Mode, Wording

SHIPPED = 0
SERVICE = "[service]"


class Part(StrEnum):
    """Where a text stands: what we are for, the whole agreement, what is said with it, the short version."""

    AIMS = "aims"
    FULL = "full"
    TALK = "talk"
    SHORT = "short"


PART_WORDS: dict[Part, Promise] = {
    Part.AIMS: gettext_lazy("What we are for"),
    Part.FULL: gettext_lazy("The agreement"),
    Part.TALK: gettext_lazy("Say, in your own words"),
    Part.SHORT: gettext_lazy("The short version"),
}


@dataclass(frozen=True)
class Text:
    """One text by its id: where it stands and our own words for it."""

    part: Part
    words: Promise


TEXTS: dict[str, Text] = {
    "agreement.text.aim-1": Text(Part.AIMS, gettext_lazy("We stand behind the choices you make.")),
    "agreement.text.aim-2": Text(Part.AIMS, gettext_lazy("We tell you which choices there are.")),
    "agreement.text.aim-3": Text(
        Part.AIMS, gettext_lazy("We do what we can so that it is safe to tell us private things.")
    ),
    "agreement.text.aim-4": Text(Part.AIMS, gettext_lazy("We respect what you decide.")),
    "agreement.text.use": Text(
        Part.FULL,
        gettext_lazy(
            "What you tell us is used for your safety, for the safety of any children, and to make our help "
            "better, for you and for others. It is used for nothing else."
        ),
    ),
    "agreement.text.confidential": Text(
        Part.FULL,
        gettext_lazy(
            "What you tell us about yourself, your family, other people and your situation stays with the "
            "people of [service] who are meant to know it, unless you agree to something else."
        ),
    ),
    "agreement.text.ask": Text(
        Part.FULL,
        gettext_lazy(
            "It can help if we share something with another organisation. Unless the risk is high we ask you "
            "first, about each organisation by itself. You may say yes or no, set limits, and change your mind."
        ),
    ),
    "agreement.text.research": Text(
        Part.FULL,
        gettext_lazy(
            "We may take details from your file, make them anonymous, and give them to organisations and "
            "researchers outside: to see how well services work, to understand abuse and to make lives better."
        ),
    ),
    "agreement.text.research-identity": Text(
        Part.FULL, gettext_lazy("Nobody can recognise you or your children in those details, ever.")
    ),
    "agreement.text.research-choice": Text(
        Part.FULL,
        gettext_lazy("You choose whether we may. If you say no, nothing changes in the help that you get."),
    ),
    "agreement.text.case-by-case": Text(
        Part.TALK,
        gettext_lazy(
            "Each situation is looked at by itself. Where the risk to you or to children is high, we do not "
            "generally need your agreement to share. Say why we would share, what we would try first, and how "
            "what we keep is looked after."
        ),
    ),
    "agreement.text.read": Text(
        Part.FULL,
        gettext_lazy(
            "Read this yourself or have it read to you. Have it explained and ask whatever you like. Then sign "
            "it, with the date."
        ),
    ),
    "agreement.text.short-1": Text(
        Part.SHORT,
        gettext_lazy(
            "What you tell us is private, unless you agree that we share it, or unless you or children are "
            "likely to be seriously hurt."
        ),
    ),
    "agreement.text.short-2": Text(
        Part.SHORT,
        gettext_lazy(
            "We always try to tell you when we share something, unless that would put you or children in "
            "danger, or we cannot reach you."
        ),
    ),
    "agreement.text.short-3": Text(
        Part.SHORT,
        gettext_lazy("Then we pass on only what matters and what makes you or your children safer."),
    ),
    "agreement.text.short-4": Text(
        Part.SHORT,
        gettext_lazy(
            "Before we share without your agreement we talk it through with a senior colleague, or one of them "
            "looks at it within 48 hours. We write down what we shared, why, and with whom."
        ),
    ),
    "agreement.text.short-5": Text(
        Part.SHORT, gettext_lazy("You may see what we keep about you. Ask us how.")
    ),
}

PARTS_READ: dict[str, tuple[Part, ...]] = {
    Mode.FACE_TO_FACE: (Part.AIMS, Part.FULL, Part.TALK),
    Mode.TELEPHONE: (Part.AIMS, Part.FULL, Part.TALK),
    Mode.EMERGENCY: (Part.SHORT,),
}
ON_PAPER = (Part.AIMS, Part.FULL, Part.SHORT)


@dataclass(frozen=True)
class Edition:
    """One edition of the words, as one service says them."""

    edition: int
    texts: Mapping[str, str]

    @property
    def title(self) -> str:
        if self.edition == SHIPPED:
            return _("The words that come with Rowan")
        return _("This service’s own words, edition %(n)s") % {"n": self.edition}

    def parts(self, *wanted: Part) -> list[tuple[Words, list[str]]]:
        """The texts of these parts, under their headings."""
        return [(PART_WORDS[part], in_order(self.texts, part)) for part in wanted]

    def as_said(self, mode: str) -> dict[str, str]:
        """What is read in this way of explaining, by id: kept with the record."""
        return {id_: words for id_, words in self.texts.items() if TEXTS[id_].part in PARTS_READ[mode]}


def in_order(texts: Mapping[str, str], part: Part) -> list[str]:
    """The texts of one part as they are read. What is kept in a record has lost its order."""
    return [texts[id_] for id_, text in TEXTS.items() if text.part == part and id_ in texts]


def shipped() -> dict[str, str]:
    return {id_: str(text.words) for id_, text in TEXTS.items()}


def own_of(service: Service) -> Wording | None:
    """What the service wrote last, if it has written anything."""
    return Wording.objects.filter(service=service).order_by("-edition").first()


def as_written(own: Wording | None) -> dict[str, str]:
    """Each text as it stands now, the place of the service's name not filled."""
    written = own.texts if own else {}
    return {id_: written.get(id_) or words for id_, words in shipped().items()}


def latest(service: Service) -> Edition:
    """What is read from now on. One statement."""
    return filled(service, own_of(service))


def edition_of(service: Service, edition: int) -> Edition:
    """The words of an earlier edition; the latest where there is none of that number."""
    if edition == SHIPPED:
        return filled(service, None)
    own = Wording.objects.filter(service=service, edition=edition).first()
    return filled(service, own) if own else latest(service)


def filled(service: Service, own: Wording | None) -> Edition:
    """With the name of the service in its place."""
    return Edition(
        own.edition if own else SHIPPED,
        {id_: words.replace(SERVICE, service.name) for id_, words in as_written(own).items()},
    )
