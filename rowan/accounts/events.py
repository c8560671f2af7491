from rowan.audit import verbs

verbs.add(
    account_signed_in="Signed in",
    account_signed_out="Signed out",
    account_refused="A sign-in failed",
    account_checked="Gave a second factor",
    account_locked="The screen was locked or hidden",
    account_unlocked="Came back after a lock",
    account_factor_set="Set up an authenticator app",
    account_recovery_used="Used a recovery code",
    account_service_chosen="Chose a service to act in",
    account_administrator_made="Made a system administrator",
    agency_created="Created an agency",
    agency_service_created="Created a service",
    agency_read="Looked at agencies and services",
    membership_invited="Invited somebody",
    membership_joined="Took up an invitation",
    membership_given="Gave a role",
    membership_seconded="Confirmed a role as second person",
    membership_ended="Ended a role",
    membership_read="Looked at the people of the service",
    role_read="Looked at what each role may do",
)
