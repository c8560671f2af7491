from rowan.audit import verbs

verbs.add(
    case_opened="Opened a case",
    case_moved="Moved a case on",
    case_worker_given="Gave somebody the case",
    case_worker_added="Let somebody else work on the case",
    case_worker_ended="Ended that somebody works on the case",
    case_handed_over="Handed the case over to somebody else",
    case_workers_read="Looked at who works on the case",
    case_read="Read the case",
    case_list_read="Looked at the list of cases",
    concern_read="Looked at the significant concerns",
    concern_kept="Kept a significant concern",
    concern_changed="Changed a significant concern",
    concern_ended="Said that a significant concern no longer holds",
)
