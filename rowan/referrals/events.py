from rowan.audit import verbs

verbs.add(
    referral_list_read="Looked at the referrals that wait",
    referral_new_read="Opened the form for a new referral",
    referral_read="Looked at a referral",
    referral_received="Recorded a referral",
    referral_match_read="Looked whether we know the person",
    referral_matched="Recorded whether we know the person",
    referral_refiled="Filed a referral with the file we have",
    referral_conflict_read="Looked at the question of a conflict of interest",
    referral_cleared="Answered whether there is a conflict of interest",
    referral_workers_read="Looked who could take the case",
    referral_allocated="Gave the referral to a worker",
    referral_tries_read="Looked at the tries to reach the person",
    referral_tried="Recorded a try to reach the person",
    referral_explained="Said why a try broke a rule or came late",
    referral_engaged="Recorded that the person works with us",
    referral_sheet_opened="Opened a list of referrals",
    referral_sheet_read="Looked at a list of referrals",
    referral_row_dismissed="Said why a line of a list is not for us",
)
