"""The blank referral form as a paper: our questions, lines to write on, and how to reach the service (CM-19)."""

from django.utils.translation import gettext_lazy as _

from rowan.common.audiences import Audience, Recipient
from rowan.documents.papers import Printed, register_kind
from rowan.referrals.blank import PARTS

BLANK = "referral_blank"
asked = {f"part{n}": title for n, (title, _questions) in enumerate(PARTS)}
for n, (_title, questions) in enumerate(PARTS):
    asked |= {f"ask{n}_{m}_{question.lines}": question.label for m, question in enumerate(questions)}

register_kind(
    BLANK,
    "referrals/referral_blank.typ",
    recipients=[Recipient.PROFESSIONAL],
    fields={
        "service_name": Printed(Audience.PROFESSIONAL, _("the name of the service")),
        "phone": Printed(Audience.PROFESSIONAL, _("how the service is reached")),
        "hours": Printed(Audience.PROFESSIONAL, optional=True),
    },
    words={
        "title": _("Referral"),
        "danger": _("Is somebody’s life in danger now? Ring 999 first. We are not an emergency service."),
        "how": _(
            "Write what you know and leave the rest empty. Send it by secure e-mail only, or read it to us on the "
            "telephone. If you send it as text, keep each question at the beginning of its line."
        ),
        "reach": _("How to reach us"),
        "safe": _(
            "Where you leave a safety question empty we take it as no. Do not tell the person causing harm of "
            "this referral."
        ),
        **asked,
    },
)
