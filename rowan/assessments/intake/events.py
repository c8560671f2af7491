from rowan.audit import verbs

verbs.add(
    intake_read="Looked at the intake",
    intake_kept="Kept a part of the intake",
    intake_signed="Signed the intake",
    intake_before_read="Looked at what the intake said before",
    case_activated="Made a case active",
)
