"""Passwords: long, not easy to guess, nothing else asked (PL-4, PL-5). Nothing leaves the host."""

import gzip
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SHORTEST = 12
TOO_EASY = gettext_lazy("That password is too easy to guess. Choose another.")
LOCAL_WORDS = ("rowan", "idva", "marac", "refuge", "password", "welcome")


@cache
def common_passwords() -> frozenset[str]:
    """The list of breached and common passwords that the framework ships."""
    path = Path(password_validation.__file__).parent / "common-passwords.txt.gz"
    with gzip.open(path, "rt", encoding="utf-8") as words:
        return frozenset(word.strip() for word in words)


def runs_on(text: str) -> bool:
    """Whether most characters are the one before, or the next or last before it: 123456, abcdef, 111222."""
    steps = sum(abs(ord(a) - ord(b)) in (0, 1, 9) for a, b in pairwise(text))
    return steps > 0.6 * len(text)


class LongEnough:
    def validate(self, password, user=None):
        if len(password) < SHORTEST:
            raise ValidationError(
                _("Use at least 12 characters. Three random words work well."), code="short"
            )

    def get_help_text(self):
        return _("At least 12 characters. Three random words work well.")


class NotEasyToGuess:
    """Refuses common passwords and ones that are little more than a local word or the person's own name."""

    def validate(self, password, user=None):
        folded = password.casefold()
        if len(set(folded)) < 5 or runs_on(folded) or folded in common_passwords():
            raise ValidationError(TOO_EASY, code="easy")
        rest = folded
        for word in sorted({*LOCAL_WORDS, *self.own_words(user)}, key=len, reverse=True):
            rest = rest.replace(word, "")
        letters = "".join(c for c in rest if c.isalpha())
        if (rest != folded and len(letters) < 8) or letters in common_passwords():
            raise ValidationError(TOO_EASY, code="easy")

    @staticmethod
    def own_words(user) -> set[str]:
        if user is None:
            return set()
        service = user.acting_service
        said = [user.name, user.email, *([service.name, service.agency.name] if service else [])]
        words = {word for text in said for word in re.split(r"\W|_", text.casefold())}
        whole = {re.sub(r"\W|_", "", text.casefold()) for text in (user.name, user.email.split("@")[0])}
        return {word for word in words | whole if len(word) > 3}

    def get_help_text(self):
        return ""
