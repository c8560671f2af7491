from rowan.audit import verbs

verbs.add(
    paper_released="Made a paper for somebody",
    paper_read="Opened a paper that was made for somebody",
    sharing_read="Looked at what was shared",
    agreement_read="Looked at the agreement",
    agreement_begun="Began to explain the agreement",
    agreement_changed="Changed an agreement that is begun",
    agreement_shown="Showed the agreement on the turned screen",
    agreement_answered_by_client="The client answered on the turned screen",
    agreement_signed="Signed an agreement",
    agreement_copy_given="Asked about the client's copy of the agreement and handed it over or kept it",
    research_answered="Kept an answer of the client about research",
    permission_answered="Kept an answer of the client about sharing with an agency",
    permission_never_told="Kept that somebody must be told nothing",
    permission_never_ended="Kept that somebody need no longer be told nothing",
)
