"""What leaves a file: no significant concern stands on it, and a client reads of a case worker (CM-27, CM-36)."""

import re
from pathlib import Path

import pytest
from django.http import QueryDict

from rowan.cases import concerns
from rowan.documents.kinds import AGREEMENT_SURVIVOR, PLAN_SURVIVOR_FULL, PLAN_SURVIVOR_PLAIN
from rowan.documents.tests.reading import everything
from rowan.plans.models import Who
from rowan.plans.offer import offer_of
from rowan.plans.services import hand_over_copy
from rowan.plans.sheet import sheet_of
from rowan.sharing.agreements import wording
from rowan.sharing.models import Disclosure
from tests.support.pages import client_of, read_whole
from tests.support.town import address

ROOT = Path(__file__).parents[1]
PLANTED = "Zephyr: two doors, a kennel"
JARGON = re.compile(
    r"\b(perpetrators?|offenders?|practitioners?|idvas?|victims?|isspp?|soag|ric|cyps|hbv)\b", re.IGNORECASE
)
FOR_CLIENTS = (PLAN_SURVIVOR_FULL, PLAN_SURVIVOR_PLAIN, AGREEMENT_SURVIVOR)
READ_BY_CLIENTS = [
    *sorted((ROOT / "rowan/documents/templates/documents").glob("*survivor*.typ")),
    ROOT / "rowan/plans/templates/plans/turned.html",
    *sorted((ROOT / "rowan/sharing").glob("templates/sharing/**/*turned*.html")),
]


def copy(town, kind: str) -> Disclosure:
    by = town.world.user("practitioner")
    offer = offer_of(town.file, sheet_of(town.file), QueryDict(f"kind={kind}"), by=by)
    return hand_over_copy(
        file=town.file, by=by, kind=offer.kind, rows=offer.ticked, seen=offer.seen, safe_to_take="yes",
        kept_where="At her mother’s",
    )  # fmt: skip


@pytest.mark.rule("CM-27")
def test_a_concern_stands_on_no_paper_and_no_page_for_the_client(town):
    with town.world.acting("practitioner"):
        by = town.world.user("practitioner")
        concerns.keep(file=town.file, said={"unaware": PLANTED, "staff-safety": PLANTED}, by=by)
        copies = [copy(town, kind) for kind in ("full", "plain")]
    client = client_of(town, "practitioner")
    assert PLANTED in client.get(address(town, "plan")).content.decode()

    for paper in copies:
        answer = client.get(address(town, "paper-out", other_id=paper.pk))
        assert answer.status_code == 200
        assert "Zephyr" not in everything(read_whole(answer)) and "kennel" not in str(answer.headers)
    client.post(address(town, "plan-turn"))
    turned = client.get(address(town, "plan-turned"))
    assert turned.status_code == 200 and "Zephyr" not in turned.content.decode()


@pytest.mark.rule("CM-36")
def test_what_a_client_reads_has_plain_words_and_says_case_worker():
    assert len(READ_BY_CLIENTS) >= 3
    for path in READ_BY_CLIENTS:
        shown = re.sub(r"\{[%#{].*?[%#}]\}|^\s*(//|#).*$", "", path.read_text(encoding="utf-8"), flags=re.M)
        assert not JARGON.findall(shown), path.name
    read_out = " ".join(
        str(value) for value in vars(wording).values() if isinstance(value, (str, dict, tuple, list))
    )
    printed = [str(words) for paper in FOR_CLIENTS for words in paper.words.values()]
    for words in [read_out, *printed, *map(str, Who.labels)]:
        assert not JARGON.findall(words)
    assert any("Your case worker" in words for words in printed)
    assert "Case worker" in map(str, Who.labels)
