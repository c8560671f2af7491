"""From the form of a new referral to what arrives: its people, its papers, and what a returned form says."""

from typing import Any

from django.utils.translation import gettext as _

from rowan.files import attachments
from rowan.files.attachments import NotTaken
from rowan.referrals.blank import read_returned
from rowan.referrals.services import Arrival, Sent

APART = ("message", "papers", "sent_form", "sent_checklist")
READABLE = ("txt", "eml")


def arrival_of(form) -> Arrival:
    """What a valid form says. Its papers have been looked at (`papers_fit`)."""
    said = form.cleaned_data
    facts = {name: said[name] for name in Arrival.__dataclass_fields__ if name in said and name not in APART}
    papers = tuple(papers_of(form))
    texts = [said["message"], *[text_of(paper) for paper in papers if paper.kept_as == "sent_form"]]
    received = next((found for text in texts if text and (found := read_returned(text))), {})
    return Arrival(**facts, others=form.others(), papers=papers, received=received)


def papers_of(form) -> list[Sent]:
    """Everything that came along, as it is filed: the message as text, then what was attached."""
    said = form.cleaned_data
    sent = []
    if said["message"]:
        content = said["message"].encode()
        sent.append(Sent(name="message.txt", content=content, label=_("The message as it came")))
    sent += [Sent(name=one.name, content=one.read(), label=label_of(one.name)) for one in said["papers"]]
    for name in ("sent_form", "sent_checklist"):
        if one := said[name]:
            label = str(form.fields[name].label)
            sent.append(Sent(name=one.name, content=one.read(), label=label, kept_as=name))
    return sent


def label_of(name: str) -> str:
    """What an attached paper is called: as its sender called it."""
    return name.strip()[:200] or str(_("Paper"))


def text_of(paper: Sent) -> str:
    if paper.name.rpartition(".")[2].lower() not in READABLE:
        return ""
    return paper.content.decode("utf-8", errors="replace")


def papers_fit(form, *names: str) -> bool:
    """Whether each paper may be kept; a sentence stands beside the one that may not."""
    for name in names:
        chosen: Any = form.cleaned_data.get(name) or []
        for paper in chosen if isinstance(chosen, list) else [chosen]:
            try:
                attachments.kind_of(paper.name, paper.read())
            except NotTaken as why:
                form.add_error(name, f"{paper.name}: {why}")
            paper.seek(0)
    return not form.errors
