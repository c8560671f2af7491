"""One way of reading names, numbers, addresses and postcodes, at save and at question (platform 3.2).

Two spellings that a person would call the same fold into the same key. Keys are for finding and are never
shown; what somebody typed is kept as it was typed.
"""

import re
import unicodedata

import jellyfish
from email_validator import EmailNotValidError, validate_email

from rowan.common import fields

LONGEST_KEY = 64
MOST_KEYS = 60
SHORTEST_SOUND = 3
LAST_DIGITS = 4
WHOLE_NUMBER = 9

# Letters that Unicode does not take apart into a plain one and a mark.
PLAIN = str.maketrans(
    {
        "ł": "l", "ø": "o", "ı": "i", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
        "ħ": "h", "ŋ": "ng", "ŧ": "t", "ĸ": "k", "ə": "e", "ƒ": "f", "ɓ": "b", "ɗ": "d", "ƙ": "k",
    }
)  # fmt: skip
# Marks of Latin, Greek and Cyrillic letters, Hebrew points and Arabic vowel signs. In other scripts a mark is
# a vowel that tells two names apart, and stays.
ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
TITLES = frozenset(["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "revd", "sir", "dame"])
JOINERS = re.compile(r"['’‘ʼ`´\-‐‑‒–—_./\\]+")
POSTCODE = re.compile(r"(?<![A-Z0-9])([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})(?![A-Z0-9])")
HOUSE = re.compile(r"(?<!\w)\d+[a-z]?(?!\w)")


def fold(text: str) -> str:
    """The letters and figures of a text without case, accents and punctuation; words parted by one space.

    Folding twice changes nothing more.
    """
    before = None
    while before != text:
        before, text = text, _folded(text)
    return text


def _folded(text: str) -> str:
    parted = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = ACCENTS.sub("", parted).translate(PLAIN)
    kept = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in plain)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def words(name: str) -> list[str]:
    """The folded words of a name in order, without a title before it. A title alone is a name.

    What a hyphen or an apostrophe joins is one word here: `O'Brien` is `obrien`.
    """
    said = [folded for part in name.split() if (folded := fold(JOINERS.sub("", part)))]
    said = [word for part in said for word in part.split()]
    while len(said) > 1 and said[0] in TITLES:
        said = said[1:]
    return [word[:LONGEST_KEY] for word in said]


def keys(*names: str) -> set[str]:
    """Everything by which the bearer of these names may be found.

    Each word; the parts of what a hyphen or an apostrophe joins; and a name of several words as one, so that
    "de Silva" is found as "desilva".
    """
    found: dict[str, None] = {}
    for name in names:
        whole = words(name)
        parts = words(JOINERS.sub(" ", name))
        joined = ["".join(whole)[:LONGEST_KEY]] if 1 < len(whole) <= 3 else []
        found |= dict.fromkeys([*whole, *parts, *joined])
    return set(list(found)[:MOST_KEYS])


def sound(word: str) -> str:
    """How a folded word sounds in English: "leila" as "leyla". Empty when that would say too little."""
    if len(word) < SHORTEST_SOUND or not (word.isascii() and word.isalpha()):
        return ""
    return jellyfish.metaphone(word)[:LONGEST_KEY]


def after(key: str) -> str:
    """The end of the range of keys that begin so: `key <= stored < after(key)`."""
    return key + "\U0010ffff"


def lines(text: str) -> list[str]:
    """Names written one on each line, each once, in order."""
    return list(dict.fromkeys(line for raw in text.splitlines() if (line := " ".join(raw.split()))))


def phone(text: str) -> str:
    """`+447700900982` in any spelling, read as British unless it says otherwise; else the digits alone."""
    return fields.phone_key(text) or digits(text)


def digits(text: str) -> str:
    """The digits of a text, in the figures 0 to 9 whatever script they were typed in."""
    return "".join(str(unicodedata.digit(c)) for c in text if c.isdecimal())[:LONGEST_KEY]


def backwards(folded: str) -> str:
    """The digits of a number from the last to the first: numbers that end alike begin alike so."""
    return digits(folded)[::-1]


def ending(text: str) -> str:
    """The last digits somebody remembers, or a whole number, from the last digit to the first."""
    said = digits(text)
    whole = len(said) >= WHOLE_NUMBER and text.strip().startswith(("0", "+"))
    return backwards(phone(text)) if whole else said[::-1]


def email(text: str) -> str:
    """An e-mail address in lower case, its domain as the network spells it."""
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized.casefold()[:200]
    except EmailNotValidError:
        return text.strip().casefold()[:200]


def account(text: str) -> str:
    """The name of an online account: letters and figures in lower case."""
    return fold(text).replace(" ", "")[:200]


def postcode(text: str) -> str:
    """The last British postcode in a text, without its space: `ZZ94TC`; empty when there is none."""
    found = POSTCODE.findall(_capitals(text))
    return "".join(found[-1]) if found else ""


def address(text: str) -> str:
    """Postcode and house: `ZZ94TC 14`. Without a postcode the folded words, so that the same lines agree."""
    code = postcode(text)
    if not code:
        return fold(text)[:200]
    house = HOUSE.search(fold(POSTCODE.sub(" ", _capitals(text))))
    return f"{code} {house[0]}"[:200] if house else code


def _capitals(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper()
