"""What one person changed on a page of a form, and whether it may be laid over what stands there (PL-116).

An edit is the difference between what a page showed and what came back, item by item, so that two people on
one form, two tabs and an unfinished page of yesterday all go the same way.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from rowan.assessments.models import Response
from rowan.assessments.words import answer_in_words, label
from rowan.files.keeping import Clash
from rowan.instruments.answers import Answer, Answers, clean, hidden, stands, under
from rowan.instruments.forms import Asking
from rowan.instruments.schema import ONE_CODE, SEVERAL_CODES, Definition

type Posted = Mapping[str, list[str]]


@dataclass(frozen=True)
class Edit:
    """The items answered differently, what the page had shown of them, and the version it had shown.

    None is "not asked". `unchosen` are items where a choice between two people's answers was left open; `sure`
    the rows of a grid whose columns may be cleared. `asking` puts them into words.
    """

    asking: Asking
    changes: Mapping[str, Answer | None]
    base: Mapping[str, Answer | None]
    seen: int
    unchosen: Collection[str] = ()
    sure: Collection[str] = ()


def between(
    asking: Asking,
    shown: Posted,
    sent: Posted,
    *,
    seen: int,
    today: date,
    section: str | None = None,
    unchosen: Collection[str] = (),
    sure: Collection[str] = (),
) -> Edit:
    """What came back differently from one section, or from the whole form."""
    before, after = (
        clean(asking.definition, posted, today=today, section=section, offered=asking.offered)
        for posted in (shown, sent)
    )
    changed = [item for item in asking.definition.places if before.get(item) != after.get(item)]
    return Edit(
        asking=asking,
        changes={item: after.get(item) for item in changed},
        base={item: before.get(item) for item in changed},
        seen=seen,
        unchosen=unchosen,
        sure=sure,
    )


def laid_over(definition: Definition, answers: Answers, edit: Edit, by) -> Answers:
    """The answers with this edit laid over them, each new one under the id of who gave it."""
    laid = dict(answers)
    for item, answer in edit.changes.items():
        if answer is None:
            laid.pop(item, None)
        elif answer != plain(definition, answers, item):
            laid[item] = Answer(**answer, by=str(by.pk))
    for item in edit.changes:
        let_go(definition, answers, laid, item)
    return {item: laid[item] for item in definition.places if item in laid}


def let_go(definition: Definition, before: Answers, laid: Answers, item_id: str) -> None:
    """What stood under an answer of an earlier asking goes with it when that is changed: the form then has it."""
    if not stands(before, item_id) or stands(laid, item_id):
        return
    for below in under(definition, item_id):
        if stands(laid, below.id):
            laid.pop(below.id)


def shut(definition: Definition, answers: Answers) -> list[str]:
    """The rows of a grid that hold something in columns that are shut after these answers (CM-62)."""
    if definition.page != "grid":
        return []
    return list(dict.fromkeys(definition.top(item.id).id for item in hidden(definition, answers)))


def without_hidden(definition: Definition, answers: Answers) -> Answers:
    """The answers without what stands in columns that are shut. Other forms say so at signing."""
    if definition.page != "grid":
        return answers
    gone = {item.id for item in hidden(definition, answers)}
    return {item: answer for item, answer in answers.items() if item not in gone}


def clashes(response: Response, edit: Edit, by) -> list[Clash]:
    """Where this person has to choose, before anything is written.

    The same item was changed by both; or, since this is a record of risk, anything at all was changed by
    somebody else since the page was shown. One's own other page or tab is nobody else.
    """
    definition, answers = response.definition, response.answers
    moved = response.version != edit.seen and response.changed_by_id != by.pk
    return [
        Clash(item, label(edit.asking, item), *(told(edit, item, a) for a in (edit.base[item], theirs, mine)))
        for item, mine in edit.changes.items()
        if (theirs := plain(definition, answers, item)) != mine
        and (moved or theirs != edit.base[item] or item in edit.unchosen)
    ]


def plain(definition: Definition, answers: Answers, item: str) -> Answer | None:
    """An answer as a page can show it: without its author, and no code that the form does not offer."""
    answer: Answer | None = answers.get(item)
    if answer is None or ("typed" in answer and definition.item(item).type in ONE_CODE | SEVERAL_CODES):
        return None
    shown = answer.copy()
    for name in ("by", "on", "name"):
        shown.pop(name, None)  # type: ignore[misc]
    return shown


def told(edit: Edit, item: str, answer: Answer | None) -> str:
    return answer_in_words(edit.asking, edit.asking.definition.item(item), {item: answer} if answer else {})
