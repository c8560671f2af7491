from rowan.audit import verbs

verbs.add(
    person_added="Added a person to the file",
    person_changed="Changed what is known about a person",
    contact_added="Added a way to reach a person",
    contact_changed="Changed how a person may be reached",
    contact_revealed="Uncovered a number, address or code word",
    contact_read="Looked at how to reach the people of the file",
    people_read="Looked at the people of the file",
    people_new_read="Looked whether a person is known, to open a file",
    people_find_read="Opened the page to find somebody",
    people_searched="Searched",
)
