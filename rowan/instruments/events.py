from rowan.audit import verbs

verbs.add(
    wording_read="Looked at in whose words forms are asked",
    wording_kept="Kept other words for a form",
    wording_used="Changed in whose words a form is asked",
)
