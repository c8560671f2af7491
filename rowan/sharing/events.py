from rowan.audit import verbs

verbs.add(
    paper_released="Made a paper for somebody",
    paper_read="Opened a paper that was made for somebody",
    sharing_read="Looked at what was shared",
)
