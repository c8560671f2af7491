from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralsConfig(AppConfig):
    name = "rowan.referrals"

    def ready(self):
        from rowan.access.permissions import Permission
        from rowan.files.frame import place
        from rowan.files.sections import section
        from rowan.referrals import calling, events, facts, intake, paper  # noqa: F401
        from rowan.referrals.conflicts import asking, checking  # noqa: F401
        from rowan.referrals.conflicts.waiting import held_for
        from rowan.referrals.waiting import for_me

        place(20, _("Referrals"), "referrals", Permission.REFERRAL_READ, "/r/", for_me)
        place(25, _("Conflicts"), "conflicts", Permission.CONFLICT_DECIDE, "/held/", held_for)
        section(15, _("Referral"), "referral", Permission.REFERRAL_READ)
