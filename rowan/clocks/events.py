from rowan.audit import verbs

verbs.add(
    clock_read="Looked at the time limits",
    clock_met="A time limit was met",
    clock_stopped="A time limit was stopped",
    clock_given="Put a time limit on somebody’s day",
    clock_paused="A time limit was paused",
    clock_went_on="A time limit went on",
    clock_ran_on="What stopped a time limit was taken back",
    clock_explained="Said why a time limit was missed",
    clock_recomputed="Time limits were worked out again",
)
