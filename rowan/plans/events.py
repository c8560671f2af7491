from rowan.audit import verbs

verbs.add(
    plan_read="Read the plan",
    plan_begun="Began the plan",
    plan_action_read="Opened a row of the plan",
    plan_action_added="Added a row to the plan",
    plan_action_changed="Changed a row of the plan",
    plan_action_done="Closed a row of the plan as done",
    plan_risk_left="Said why a risk has no action",
    plan_reviewed="Went over the plan",
    plan_copy_given="Asked about the client's copy and handed it over, read it out or kept it",
    plan_shown="Showed the client's copy on the turned screen",
    plan_read_by_client="The client read the copy on the turned screen and answered",
    plan_copy_declined="Noted that the client wants no copy",
)
