"""The agreement as a blank form on paper: the words as this service says them, the statements, the signatures."""

from django.utils.translation import gettext as _

from rowan.documents.blank_forms import Ask, BlankForm, BlankPart, Box
from rowan.sharing.agreements.rules import STATEMENTS, statement_words
from rowan.sharing.agreements.wording import ON_PAPER, Edition


def blank_of(edition: Edition) -> BlankForm:
    """All of it and the short version. No statement is answered beforehand (CM-69)."""
    read = [
        BlankPart(str(title), tuple(Ask(words) for words in texts))
        for title, texts in edition.parts(*ON_PAPER)
    ]
    yes_no, said = (Box(_("Yes")), Box(_("No"))), statement_words()
    answered = BlankPart(
        _("What you answered"),
        tuple(Ask(said[name], number=str(number), boxes=yes_no) for number, name in STATEMENTS.items()),
    )
    signed = BlankPart(
        _("Signed"),
        (
            Ask(_("Your signature"), lines=1),
            Ask(_("Your name in print"), lines=1),
            Ask(_("Day"), lines=1),
            Ask(_("Signature of the case worker"), lines=1),
            Ask(
                _("If it was explained by telephone: signature of the case worker, and day of the call"),
                lines=1,
            ),
        ),
    )
    return BlankForm(_("Agreement"), f"A{edition.edition}", "", (*read, answered, signed))
