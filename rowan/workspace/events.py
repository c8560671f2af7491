from rowan.audit import verbs

verbs.add(
    day_read="Looked at their day",
    day_lowered_seen="Looked at a level judged below what the count shows",
    settings_read="Looked at the settings",
    settings_changed="Changed a setting of the service",
    settings_went_live="Said that the service is ready, and let it take people in",
)
