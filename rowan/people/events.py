from rowan.audit import verbs

verbs.add(
    person_added="Added a person to the file",
    person_changed="Changed what is known about a person",
    person_removed="Removed somebody written down by mistake",
    contact_added="Added a way to reach a person",
    contact_changed="Changed how a person may be reached",
    contact_revealed="Uncovered a number, address or code word",
    contact_begun="Opened a number or address to use it",
    contact_ended="Said what came of a number or address that was opened",
    contact_blocked="Was stopped from using a number or address that is not safe",
    contact_time_added="Added a time when a person may be reached",
    contact_time_ended="Took away a time when a person may be reached",
    contact_doubted="Recorded that something puts safe contact in doubt",
    contact_forbidden="Forbade direct contact",
    contact_allowed="Allowed direct contact again",
    contact_read="Looked at how to reach the people of the file",
    people_read="Looked at the people of the file",
    people_new_read="Looked whether a person is known, to open a file",
    people_find_read="Opened the page to find somebody",
    people_searched="Searched",
)
