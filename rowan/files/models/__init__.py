from rowan.files.models.attachment import Attachment, ScanState
from rowan.files.models.draft import Draft, LooseDraft, Once, Search
from rowan.files.models.entry import TOLD_ONLY_TO, Entry, known_as
from rowan.files.models.file import Bar, File, Opening, Seal
from rowan.files.models.job import Job, SealedTask

__all__ = [
    "TOLD_ONLY_TO",
    "Attachment",
    "Bar",
    "Draft",
    "Entry",
    "File",
    "Job",
    "LooseDraft",
    "Once",
    "Opening",
    "ScanState",
    "Seal",
    "SealedTask",
    "Search",
    "known_as",
]
