"""What would somebody learn who finds this paper? Words and strings that give it away.

The list of telling words is a floor in English, not a proof: the worker still reads the copy and asks what
the person causing harm would learn from it.
"""

import re
import unicodedata
from collections.abc import Iterable

# Whole words as found, without case. A stem with "*" also stands for its longer forms.
_TELLING = """
999 police* officer* safe safer safely safety danger* threat* risk* harm harmed harmful hurt* injur* abus*
violen* assault* attack* weapon* knife domestic survivor* victim* perpetrator* stalk* tracker* tracking
spy spying coerc* controlling marac idva* isva* mappa refuge* shelter* hostel* advocate* advocacy
helpline* caseworker* outreach safeguarding lock locks locked locksmith* chain chains gate gates alarm*
camera* cctv bail injunction* non-molestation court courts hearing* solicitor* lawyer* witness* evidence
escap* flee fled hide hiding hidden secret secrets secretly codeword* code-word* passport* suitcase*
"""
_PATTERN = re.compile(
    r"\b(?:" + "|".join(re.escape(word).replace(r"\*", r"\w*") for word in _TELLING.split()) + r")\b"
)
_COMPACT = 5


def telling_words(texts: Iterable[str]) -> tuple[str, ...]:
    """The telling words in these texts, in order of first use."""
    return tuple(dict.fromkeys(word for text in texts for word in _PATTERN.findall(_fold(text))))


def held_strings(texts: Iterable[str], never: Iterable[str]) -> tuple[str, ...]:
    """Those of `never` that stand in the texts, spelling and spacing folded.

    Words are compared as whole words ("Al" is not in "also"); a string with a digit (a number, a postcode, an
    address) of five characters or more also with all spaces and signs taken out.
    """
    folded = [_words(text) for text in texts]
    return tuple(dict.fromkeys(held for held in never if any(_stands_in(text, held) for text in folded)))


def _stands_in(text: str, held: str) -> bool:
    words = _words(held)
    if not words.strip():
        return False
    if words in text:
        return True
    compact = words.replace(" ", "")
    return len(compact) >= _COMPACT and any(map(str.isdigit, compact)) and compact in text.replace(" ", "")


def _words(text: str) -> str:
    return " " + " ".join(re.findall(r"\w+", _fold(text))) + " "


def _fold(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if unicodedata.category(letter) not in ("Mn", "Cf"))
