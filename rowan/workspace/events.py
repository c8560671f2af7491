from rowan.audit import verbs

verbs.add(
    day_read="Looked at their day",
    settings_read="Looked at the settings",
    settings_changed="Changed a setting of the service",
)
