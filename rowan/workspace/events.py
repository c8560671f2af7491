from rowan.audit import verbs

verbs.add(
    day_read="Looked at their day",
    day_lowered_seen="Looked at a level judged below what the count shows",
    settings_read="Looked at the settings",
    settings_changed="Changed a setting of the service",
)
