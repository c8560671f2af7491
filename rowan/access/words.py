"""What each permission is called where people read it."""

from django.utils.translation import gettext_lazy as _

from rowan.access.permissions import Permission
from rowan.common.components import Words

IN_WORDS: dict[Permission, Words] = {
    Permission.AGENCY_MANAGE: _("Add agencies and services"),
    Permission.MEMBERSHIP_MANAGE: _("Invite people and give roles"),
    Permission.ROLE_READ: _("See this table"),
    Permission.SERVICE_CONFIGURE: _("Change the settings of the service"),
    Permission.HEALTH_READ: _("See whether the program is well"),
    Permission.FILE_FIND: _("Find files"),
    Permission.FILE_OPEN: _("Open files"),
    Permission.FILE_CREATE: _("Open a new file"),
    Permission.FILE_READERS_SEE: _("See who opened a file"),
    Permission.DRAFT_READ: _("See that a colleague has unfinished work in a file"),
    Permission.PERSON_EDIT: _("Write down people, numbers and concerns"),
    Permission.CONTACT_REVEAL: _("Open a number or address that is covered"),
    Permission.CONTACT_FORBID: _("Say that nobody contacts somebody directly"),
    Permission.ATTACHMENT_ADD: _("Add papers to a file"),
    Permission.REFERRAL_READ: _("See referrals"),
    Permission.REFERRAL_RECORD: _("Record a referral"),
    Permission.REFERRAL_ALLOCATE: _("Give a case to a worker"),
    Permission.OUTCOME_TELL: _("Tell a referrer the outcome"),
    Permission.ENDING_CONFIRM: _("Agree that a referral is closed"),
    Permission.CONFLICT_DECIDE: _("Decide about conflicts of interest"),
    Permission.CASE_WORK: _("Work on cases"),
    Permission.CASE_HAND_OVER: _("Hand cases over to somebody else"),
    Permission.CASE_OVERRIDE: _("Make a case active though something is missing"),
    Permission.ASSESSMENT_READ: _("Read the Dash and other forms"),
    Permission.ASSESSMENT_WRITE: _("Ask and sign the Dash and other forms"),
    Permission.SAFEGUARDING_DECIDE: _("Decide that a safeguarding referral is not made"),
    Permission.PLAN_WRITE: _("Write the plan"),
    Permission.PAPER_RELEASE: _("Give a paper out"),
    Permission.ROTA_MANAGE: _("Say who works when"),
}
