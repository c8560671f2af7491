from rowan.audit import verbs

verbs.add(
    file_created="Opened a new file",
    file_opened="Opened the file",
    file_readers_read="Looked at who opened the file",
    file_timeline_read="Read the timeline",
    file_sealed="Sealed the file",
    file_barred="Kept somebody away from the file",
    draft_kept="Kept unfinished work",
    draft_thrown="Threw unfinished work away",
    draft_joined="An unfinished form became part of the file",
    draft_read="Looked at unfinished work",
    attachment_added="Added a paper",
    attachment_read="Opened a paper",
    service_entered="Came into the service",
)
