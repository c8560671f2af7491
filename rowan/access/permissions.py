"""What a person may do, named NOUN_VERB; and the two ways of saying no."""

from enum import StrEnum
from functools import wraps


class Permission(StrEnum):
    """One thing somebody may do. Permissions only add; what takes away is a seal, a bar or a hold (PL-26)."""

    AGENCY_MANAGE = "agency.manage"
    MEMBERSHIP_MANAGE = "membership.manage"
    ROLE_READ = "role.read"
    SERVICE_CONFIGURE = "service.configure"
    HEALTH_READ = "health.read"
    FILE_FIND = "file.find"
    FILE_OPEN = "file.open"
    FILE_CREATE = "file.create"
    FILE_READERS_SEE = "file.readers.see"
    DRAFT_READ = "draft.read"
    PERSON_EDIT = "person.edit"
    CONTACT_REVEAL = "contact.reveal"
    CONTACT_FORBID = "contact.forbid"
    ATTACHMENT_ADD = "attachment.add"
    REFERRAL_READ = "referral.read"
    REFERRAL_RECORD = "referral.record"
    REFERRAL_ALLOCATE = "referral.allocate"
    OUTCOME_TELL = "outcome.tell"
    ENDING_CONFIRM = "ending.confirm"
    CONFLICT_DECIDE = "conflict.decide"
    CASE_WORK = "case.work"
    CASE_HAND_OVER = "case.hand-over"
    CASE_OVERRIDE = "case.override"
    ASSESSMENT_READ = "assessment.read"
    ASSESSMENT_WRITE = "assessment.write"
    SAFEGUARDING_DECIDE = "safeguarding.decide"
    PLAN_WRITE = "plan.write"
    PAPER_RELEASE = "paper.release"
    ROTA_MANAGE = "rota.manage"


class Denied(Exception):
    """About the person: this is not theirs to do. The sentence is shown on a 403 page."""


class NotNow(Exception):
    """About the record as it stands: right person, wrong moment. The sentence is shown on a 409 page."""


def may(user, permission: Permission) -> bool:
    return permission in user.permissions


def require(user, permission: Permission) -> None:
    """Raises `Denied` with a sentence when the person's roles do not give the permission."""
    if not may(user, permission):
        raise Denied("Your role does not include this. Your manager can tell you who may do it.")


def permitted(check):
    """The same question as `check`, for buttons and lists: true where it would not refuse."""

    @wraps(check)
    def can(*args, **kwargs) -> bool:
        try:
            check(*args, **kwargs)
        except (Denied, NotNow):
            return False
        return True

    return can
