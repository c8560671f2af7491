from rowan.audit import verbs

verbs.add(
    case_opened="Opened a case",
    case_moved="Moved a case on",
    case_worker_given="Gave somebody the case",
    case_read="Read the case",
    case_list_read="Looked at the list of cases",
)
