"""The pages of a form: filled in part by part or whole, checked, signed, read back; and that about risk."""

import json
import re

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rowan.assessments.models import Response, RiskLevel
from rowan.assessments.tests.making import (
    all_of,
    answer,
    begun,
    joanne,
    posted,
    ready,
    signed,
    terry,
)
from rowan.files.models import Draft, File
from tests.support.world import audited, envelope_in, post_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world):
    return joanne(world)


@pytest.fixture
def response(world, case):
    return begun(world, case)


@pytest.fixture
def priya(world):
    return world.client("practitioner")


def url(response: Response, end: str = "") -> str:
    return f"/f/{response.reference}/{end}"


def risk_url(case) -> str:
    return f"/c/{case.file.reference}/risk/"


def kept(world, response: Response) -> Response:
    with world.acting("practitioner"):
        return Response.objects.select_related("file", "case").get(pk=response.pk)


def fields(world, response: Response, number: int | None = None, **changes) -> dict:
    with world.acting("practitioner"):
        return posted(kept(world, response), number, **changes)


def send(world, client, response, end="", *, number=None, go="next", **changes):
    data = fields(world, response, number, **changes)
    return post_form(client, url(response, end), {**data, "go": go})


def text(answer) -> str:
    """The words of a page, without its marks."""
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", plain.replace("&#x27;", "'").replace("&amp;", "&"))


WAITS = {"gap": ["dash.purpose-explained"], "gap-reason": "The agreement is explained next week"}

# Who may come in.

ACCESS = [
    ("duty", 403),
    ("practitioner", 200),
    ("practitioner2", 200),
    ("senior", 200),
    ("manager", 200),
    ("other_practitioner", 404),
    ("other_manager", 404),
    ("officer", 403),
    ("officer_manager", 404),
]


@pytest.mark.parametrize("persona, status", ACCESS)
@pytest.mark.parametrize("end", ["", "3/", "check/"])
def test_who_opens_a_form(world, response, persona, status, end):
    assert world.client(persona).get(url(response, end)).status_code == status


@pytest.mark.parametrize("persona, status", ACCESS)
def test_who_opens_the_page_about_risk(world, case, persona, status):
    assert world.client(persona).get(risk_url(case)).status_code == status


@pytest.mark.parametrize("persona, status", [(p, 302 if s == 200 else s) for p, s in ACCESS])
def test_who_begins_a_dash(world, case, persona, status):
    answer = world.client(persona).post(f"{risk_url(case)}start/")

    assert answer.status_code == status
    with world.acting("practitioner"):
        assert Response.objects.count() == (1 if status == 302 else 0)


@pytest.mark.parametrize("persona, status", [(p, s) for p, s in ACCESS])
def test_who_opens_the_page_that_starts_a_new_version(world, case, persona, status):
    response = signed(world, case)

    assert world.client(persona).get(url(response, "new/")).status_code == status


def test_a_part_that_does_not_exist_is_not_found(priya, response):
    assert priya.get(url(response, "0/")).status_code == 404
    assert priya.get(url(response, "8/")).status_code == 404
    assert priya.get("/f/ZZZZ2222/").status_code == 404


def test_opening_a_form_is_on_the_record(priya, response):
    priya.get(url(response, "3/"))

    [event] = audited("assessment.read")
    assert event["file_id"] == str(response.file_id)
    assert json.loads(event["detail"]) == {"form": response.reference}


# Beginning.


def test_a_dash_begins_whole_on_a_desktop_and_part_by_part_on_a_phone(world, case):
    desk = world.client("practitioner").post(f"{risk_url(case)}start/")
    phone = world.client("practitioner").post(
        f"{risk_url(case)}start/", headers={"user-agent": "Mozilla/5.0 (Android 15; Mobile; rv:140.0)"}
    )

    with world.acting("practitioner"):
        response = Response.objects.get()
    assert desk["Location"] == url(response)
    assert phone["Location"] == url(response, "1/")
    assert response.answers["dash.occasion"]["value"] == "intake"


def test_the_next_dash_says_that_it_is_time_for_it_again(world, priya, case):
    signed(world, case)

    priya.post(f"{risk_url(case)}start/")

    with world.acting("practitioner"):
        assert Response.objects.open().get().answers["dash.occasion"]["value"] == "periodic-review"


# Filling in.


def test_titles_and_addresses_tell_nothing(priya, response):
    for end in ("", "3/", "check/"):
        title = re.search("<title>(.*?)</title>", priya.get(url(response, end)).content.decode(), re.S)[1]
        assert re.search("dash|risk|pike|joanne|abuse|marac", title, re.I) is None


def test_a_part_is_kept_and_leads_to_the_next(world, priya, response):
    sent = send(world, priya, response, "3/", number=3, q6="yes", q7="dont-know")

    assert (sent.status_code, sent["Location"]) == (302, url(response, "4/"))
    answers = kept(world, response).answers
    assert (answers["dash.q6"]["value"], answers["dash.q7"]["value"]) == ("yes", "dont-know")
    assert "dash.q8" not in answers


@pytest.mark.parametrize(
    "number, go, leads",
    [(3, "back", "2/"), (1, "back", "1/"), (7, "next", "check/"), (3, "save", "3/")],
)
def test_where_a_part_leads(world, priya, response, number, go, leads):
    sent = send(world, priya, response, f"{number}/", number=number, go=go)

    assert sent["Location"] == url(response, leads)


def test_stopping_keeps_what_is_there(world, priya, case, response):
    sent = send(world, priya, response, "3/", number=3, go="stop", q6="yes")

    assert sent["Location"] == risk_url(case)
    assert kept(world, response).answers["dash.q6"]["value"] == "yes"


@pytest.mark.rule("CM-42")
def test_the_whole_form_is_kept_at_once_half_words_and_all(world, priya, response):
    sent = send(world, priya, response, go="save", q1="yes", q24="no", date="the 3rd", pro__engage="Wan")

    assert sent["Location"] == url(response)
    page = priya.get(url(response))
    assert 'value="the 3rd"' in page.content.decode()
    assert "Not asked yet. This is not counted as no." in text(page)
    assert "So far: 1 yes, 1 no, 0 don’t know, 22 not asked yet" in text(page)


def test_clearing_an_answer_returns_to_its_question(world, priya, response):
    answer(world, response, q14="yes", q14__target=["you"])

    data = fields(world, response, 4)
    sent = post_form(priya, url(response, "4/"), {**data, "clear": "dash.q14"})

    assert sent["Location"] == url(response, "4/") + "#dash-q14"
    assert not {"dash.q14", "dash.q14.target"} & kept(world, response).answers.keys()


@pytest.mark.rule("CM-44")
def test_extra_fields_and_a_typed_total_change_nothing(world, priya, response):
    data = fields(world, response, q6="yes")
    extra = {"dash.total": "24", "dash.visible-high": "yes", "signed_at": "2020-01-01", "dash.q99": "yes"}

    post_form(priya, url(response), {**data, **extra, "go": "save"})

    answers = kept(world, response)
    assert answers.signed_at is None
    assert not {"dash.total", "dash.visible-high", "dash.q99"} & answers.answers.keys()
    assert "So far: 1 yes" in text(priya.get(url(response)))
    assert json.loads(audited("request.extra_fields")[0]["detail"]) == {"count": 4}


def test_an_answer_that_is_not_offered_is_said_before_signing(world, priya, response):
    send(world, priya, response, go="save", q6="maybe")

    assert "Choose one of the answers offered." in text(priya.get(url(response, "check/")))


def test_long_texts_in_any_script_come_back_whole(world, priya, response):
    long = ("🌧️ nie wieder, مرحبا, Ĝis " * 800)[:20_000].strip()

    send(world, priya, response, "3/", number=3, go="save", q6="yes", q6__comment=long)

    assert long in priya.get(url(response, "3/")).content.decode()


def test_follow_up_questions_all_stand_there_without_scripts(priya, response):
    page = text(priya.get(url(response)))

    assert page.count("If yes") >= 12
    assert "Whose life was threatened?" in page


def test_names_stand_in_the_questions(priya, response):
    page = text(priya.get(url(response, "3/")))

    assert "have you split up with Terry or moved apart" in page


# Drafts: what was typed is there again, on whichever page one looks.


@pytest.mark.rule("PL-110", "PL-112")
def test_what_was_typed_and_not_sent_is_there_again_and_counts_on_every_page(world, priya, response):
    page = priya.get(url(response, "3/"))
    typing = {**fields(world, response, 3, q6="yes", q8="yes", q8__behaviour="Sits outsi")}
    kept_at = priya.post(url(response, "3/"), {**typing, "_autosave": "1", "_form": envelope_in(page)})

    assert "saved" in kept_at.json()
    assert "dash.q6" not in kept(world, response).answers
    again = priya.get(url(response, "3/"))
    assert "Sits outsi" in again.content.decode()
    assert "So far: 2 yes" in text(priya.get(url(response, "5/")))
    assert "Sits outsi" in priya.get(url(response)).content.decode()


@pytest.mark.rule("PL-110")
def test_sending_one_page_takes_in_what_was_typed_on_the_others(world, priya, response):
    page = priya.get(url(response, "3/"))
    typing = fields(world, response, 3, q6="yes")
    priya.post(url(response, "3/"), {**typing, "_autosave": "1", "_form": envelope_in(page)})

    send(world, priya, response, "4/", number=4, q10="no")

    answers = kept(world, response).answers
    assert (answers["dash.q6"]["value"], answers["dash.q10"]["value"]) == ("yes", "no")
    with world.acting("practitioner"):
        assert Draft.objects.exists() is False


def test_a_colleague_sees_that_somebody_is_typing_and_not_what(world, priya, response):
    page = priya.get(url(response, "3/"))
    typing = fields(world, response, 3, q8="yes", q8__behaviour="Sits outside in his van")
    priya.post(url(response, "3/"), {**typing, "_autosave": "1", "_form": envelope_in(page)})

    seen = world.client("senior").get(url(response))

    assert "Priya Nandra has typed answers here that are not in the form yet." in text(seen)
    assert "Sits outside" not in seen.content.decode()


@pytest.mark.rule("PL-50")
def test_the_same_page_sent_twice_is_kept_once(world, priya, response):
    form = envelope_in(priya.get(url(response, "3/")))
    data = {**fields(world, response, 3, q6="yes"), "go": "next", "_form": form}

    first, second = priya.post(url(response, "3/"), data), priya.post(url(response, "3/"), data)

    assert first["Location"] == second["Location"]
    assert len(audited("assessment.saved")) == 1


@pytest.mark.rule("PL-116")
def test_two_people_on_one_form_are_asked_answer_by_answer(world, priya, response):
    form = envelope_in(priya.get(url(response, "3/")))
    mine = {**fields(world, response, 3, q6="yes", q7="yes"), "go": "next"}
    answer(world, response, "senior", q6="no")

    page = priya.post(url(response, "3/"), {**mine, "_form": form})

    assert page.status_code == 409
    assert "This was changed by Tom Bexley" in text(page)
    html = page.content.decode()
    assert "_choose_dash.q6" in html
    assert "_choose_dash.q7" in html
    assert "checked" not in html
    assert kept(world, response).answers["dash.q6"]["value"] == "no"
    assert "dash.q7" not in kept(world, response).answers

    choosing = {**mine, "_choosing": ["dash.q6", "dash.q7"], "_form": envelope_in(page)}
    undecided = priya.post(url(response, "3/"), {**choosing, "_choose_dash.q6": "theirs"})
    assert undecided.status_code == 409
    assert "Choose which to keep for 7 " in text(undecided)

    chosen = {"_choose_dash.q6": "theirs", "_choose_dash.q7": "mine", "_form": envelope_in(undecided)}
    done = priya.post(url(response, "3/"), {**choosing, **chosen})
    assert done.status_code == 302
    answers = kept(world, response).answers
    assert (answers["dash.q6"]["value"], answers["dash.q7"]["value"]) == ("no", "yes")


# Checking and signing.


def whole(world, priya, case, response, yes=9, **changes):
    with world.acting("practitioner"):
        data = posted(kept(world, response)) | all_of(yes) | {"dash.abusers": [terry(world, case)]}
    data |= {f"dash.{name}": value for name, value in changes.items()}
    return post_form(priya, url(response), {**data, "go": "check"})


def test_from_the_first_question_to_the_signature(world, priya, case, response):
    sent = whole(world, priya, case, response)
    check = priya.get(sent["Location"])
    assert sent["Location"] == url(response, "check/")
    assert "Sign as Priya Nandra" in text(check)

    done = post_form(priya, url(response, "check/"), {"mode": "face-to-face", "go": "sign", **WAITS})

    assert (done.status_code, done["Location"]) == (302, url(response))
    assert [str(m) for m in get_messages(done.wsgi_request)]
    page = text(priya.get(url(response)))
    assert "Signed by Priya Nandra, Practitioner, on" in page
    assert "Face to face" in page
    assert "9 Are you expecting a baby" in page
    assert "Unchanged since it was signed." in page
    assert "Medium" in text(priya.get(risk_url(case)))


def test_a_second_press_of_sign_leads_where_the_first_did_and_leaves_nothing_unfinished(
    world, priya, case, response
):
    whole(world, priya, case, response)
    page = url(response, "check/")
    sent = {"_form": envelope_in(priya.get(page)), "mode": "face-to-face", "go": "sign", **WAITS}

    answers = [priya.post(page, sent) for _press in range(2)]

    assert [(one.status_code, one["Location"]) for one in answers] == [(302, url(response))] * 2
    with world.acting("practitioner"):
        assert not Draft.objects.filter(path=page).exists()


@pytest.mark.rule("CM-42", "CM-48", "CM-53")
def test_a_refused_signature_lists_what_is_missing_with_the_way_to_it(world, priya, case, response):
    whole(world, priya, case, response, yes=0, **{"q14": "yes", "q6": [], "pro.engage": ""})

    page = post_form(priya, url(response, "check/"), {"go": "sign"})

    assert page.status_code == 422
    html = page.content.decode()
    assert "<title>Error:" in html
    for link, sentence in [
        ("3/?checked=yes#dash-q6", "Item 6 is not answered. Answer it, or say why not."),
        (
            "4/?checked=yes#dash-q14-target",
            "Item 14: choose whose life was threatened, or “did not say which”.",
        ),
        ("7/?checked=yes#dash-pro-engage", "Enter whether the client wants to work with us."),
    ]:
        assert f'<a href="{url(response, link)}">{sentence}</a>' in html
    assert '<a href="#mode">Choose how the questions were put.</a>' in html
    assert kept(world, response).signed_at is None
    with world.acting("practitioner"):
        assert RiskLevel.objects.exists() is False


def test_the_way_from_the_check_page_leads_to_the_sentence_at_its_field(world, priya, case, response):
    whole(world, priya, case, response, yes=0, **{"q14": "yes"})

    shown = text(priya.get(url(response, "4/?checked=yes")))

    assert "Error: Item 14: choose whose life was threatened" in shown
    assert "Error:" not in text(priya.get(url(response, "4/")))


@pytest.mark.rule("CM-42", "CM-49")
def test_one_reason_is_kept_for_all_ticked_gaps(world, priya, case, response):
    whole(world, priya, case, response, yes=0, **{"q2": [], "q11": []})

    sent = post_form(
        priya,
        url(response, "check/"),
        {
            "gap": ["dash.q2", "dash.q11", "dash.purpose-explained"],
            "gap-reason": "He came home",
            "go": "reason",
        },
    )

    assert sent["Location"] == url(response, "check/")
    assert set(kept(world, response).gap_reasons) == {"dash.q2", "dash.q11", "dash.purpose-explained"}
    assert text(priya.get(url(response, "check/"))).count("Reason: He came home") == 3
    done = post_form(priya, url(response, "check/"), {"mode": "telephone", "go": "sign"})
    assert done.status_code == 302
    assert text(priya.get(url(response))).count("Left open: He came home") == 2


@pytest.mark.rule("CM-47")
def test_the_check_page_says_that_a_manager_will_be_told(world, priya, case, response):
    whole(world, priya, case, response, yes=15)

    page = text(priya.get(url(response, "check/")))

    assert "A manager is told that the level is below what the count shows." in page
    assert "A Marac referral is prompted, because of the count." in page
    assert "Say why the level is below high: 15 answers are yes, 14 show high." in page


@pytest.mark.rule("CM-46")
def test_gaps_that_could_reach_the_number_are_said_beside_the_count(world, priya, response):
    answer(world, response, **{f"q{n}": "yes" for n in range(1, 6)})

    page = text(priya.get(url(response, "3/")))

    assert "High risk cannot be ruled out yet. With 19 gaps the count could still reach 14" in page


def test_signing_takes_in_what_was_typed_on_another_page(world, priya, case):
    response = ready(world, case, yes=3)
    page = priya.get(url(response, "7/"))
    typing = fields(world, response, 7, judged_level="high", judged_reason="He knows where she is")
    priya.post(url(response, "7/"), {**typing, "_autosave": "1", "_form": envelope_in(page)})

    done = post_form(priya, url(response, "check/"), {"mode": "face-to-face", "go": "sign"})

    assert done.status_code == 302
    assert kept(world, response).answers["dash.judged-level"]["value"] == "high"


def test_a_page_that_clashes_with_a_colleagues_answer_holds_the_signature_up(world, priya, case):
    response = ready(world, case, yes=3)
    page = priya.get(url(response, "3/"))
    typing = fields(world, response, 3, q6="dont-know")
    priya.post(url(response, "3/"), {**typing, "_autosave": "1", "_form": envelope_in(page)})
    answer(world, response, "senior", q6="yes")

    held = post_form(priya, url(response, "check/"), {"mode": "face-to-face", "go": "sign"})

    assert held.status_code == 422
    assert "What you typed here and what a colleague changed do not agree." in text(held)
    assert kept(world, response).signed_at is None


@pytest.mark.rule("PL-50")
def test_the_signature_pressed_twice_signs_once(world, priya, case):
    response = ready(world, case)
    form = envelope_in(priya.get(url(response, "check/")))
    press = {"mode": "face-to-face", "go": "sign", "_form": form}

    first, second = priya.post(url(response, "check/"), press), priya.post(url(response, "check/"), press)

    assert first["Location"] == second["Location"] == url(response)
    assert len(audited("assessment.signed")) == 1


def test_signing_in_two_tabs_signs_once_and_says_so(world, priya, case):
    response = ready(world, case)
    one, two = (envelope_in(priya.get(url(response, "check/"))) for _tab in range(2))
    press = {"mode": "face-to-face", "go": "sign"}

    first = priya.post(url(response, "check/"), {**press, "_form": one})
    second = priya.post(url(response, "check/"), {**press, "_form": two})

    assert (first.status_code, second.status_code) == (302, 409)
    assert "Priya Nandra signed this form on" in text(second)
    assert len(audited("assessment.signed")) == 1


def test_a_check_page_opened_before_a_colleagues_change_does_not_sign(world, priya, case):
    response = ready(world, case)
    form = envelope_in(priya.get(url(response, "check/")))
    answer(world, response, "senior", q6="no")

    late = priya.post(url(response, "check/"), {"mode": "face-to-face", "go": "sign", "_form": form})

    assert late.status_code == 409
    assert "Tom Bexley changed this form after you opened the page." in text(late)
    again = post_form(priya, url(response, "check/"), {"mode": "face-to-face", "go": "sign"})
    assert again.status_code == 302


# Signed.


@pytest.mark.rule("CM-58", "PL-117")
def test_a_page_left_open_cannot_change_a_signed_form(world, priya, case):
    response = ready(world, case)
    form = envelope_in(priya.get(url(response, "3/")))
    data = fields(world, response, 3, q6="dont-know")
    post_form(priya, url(response, "check/"), {"mode": "face-to-face", "go": "sign"})
    before = kept(world, response)

    late = priya.post(url(response, "3/"), {**data, "go": "next", "_form": form})

    assert late.status_code == 409
    assert "It cannot be changed. Start a new version instead." in text(late)
    assert kept(world, response).answers == before.answers


def test_parts_of_a_signed_form_lead_to_what_was_signed(world, priya, case):
    response = signed(world, case)

    assert priya.get(url(response, "3/"))["Location"] == url(response)
    assert priya.get(url(response, "check/"))["Location"] == url(response)


@pytest.mark.rule("CM-58")
def test_a_new_version_starts_empty_for_a_reason(world, priya, case):
    old = signed(world, case)
    refused = post_form(priya, url(old, "new/"), {"because": ""})
    assert refused.status_code == 422
    assert "Enter why the signed form has to be replaced" in text(refused)

    begun_anew = post_form(priya, url(old, "new/"), {"because": "Item 6 was about her sister"})

    with world.acting("practitioner"):
        new = Response.objects.open().get()
    assert begun_anew["Location"] == url(new)
    assert "So far: 0 yes, 0 no, 0 don’t know, 24 not asked yet" in text(priya.get(url(new)))
    assert "A newer version is begun and not signed yet." in text(priya.get(url(old)))


# The page about risk.


def test_nobody_has_judged_is_not_low(priya, case):
    page = text(priya.get(risk_url(case)))

    assert "Not yet assessed" in page
    assert "That does not mean it is low." in page
    assert "Start the Dash" in page


def test_the_judgement_comes_first_with_judge_and_reason(world, priya, case):
    signed(world, case, yes=9, judged_reason="He knows where she is")
    signed(world, case, "senior", yes=15, judged_level="high")

    page = text(priya.get(risk_url(case)))

    assert page.index("judged by Tom Bexley") < page.index("15 of 24 answers are yes")
    assert "He knows where she is" in page
    assert "Refer to the Marac" in page
    assert "Ask again" in page


def test_a_dash_that_is_begun_is_offered_to_go_on(priya, case, response):
    page = priya.get(risk_url(case))

    assert "Go on with the Dash" in text(page)
    assert f'href="{url(response)}"' in page.content.decode()


def test_a_file_without_a_case_has_no_risk_to_judge(world, priya):
    with world.acting("practitioner"):
        file = File.objects.create(side="survivor")

    assert "This file has no case yet. Log a referral first." in text(priya.get(f"/c/{file.reference}/risk/"))
    refused = priya.post(f"/c/{file.reference}/risk/start/")
    assert refused.status_code == 409
    assert "This file has no case yet." in text(refused)


# Costs: the same number of statements for little and for much, within the budgets (PL-195).


def counted(asked: CaptureQueriesContext) -> int:
    """Without the savepoints that stand in a test where the server has its one transaction."""
    return sum("SAVEPOINT" not in query["sql"] for query in asked.captured_queries)


def statements(client, path) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return counted(asked)


@pytest.mark.rule("PL-195")
@pytest.mark.parametrize("end", ["", "3/", "check/"])
def test_a_page_of_a_form_takes_the_same_statements_empty_and_full(world, priya, case, response, end):
    few = statements(priya, url(response, end))
    whole(world, priya, case, response, yes=24)

    assert statements(priya, url(response, end)) == few
    assert few <= 20


@pytest.mark.rule("PL-195")
def test_the_page_about_risk_takes_the_same_statements_for_one_judgement_and_many(world, priya, case):
    signed(world, case)
    once = statements(priya, risk_url(case))
    for _time in range(4):
        signed(world, case)

    assert statements(priya, risk_url(case)) == once
    assert once <= 20


@pytest.mark.rule("PL-195")
def test_saving_and_signing_stay_within_their_budget(world, priya, case, response):
    form = envelope_in(priya.get(url(response, "3/")))
    data = {**fields(world, response, 3, q6="yes"), "go": "next", "_form": form}
    with CaptureQueriesContext(connection) as saving:
        assert priya.post(url(response, "3/"), data).status_code == 302
    whole(world, priya, case, response)
    form = envelope_in(priya.get(url(response, "check/")))
    with CaptureQueriesContext(connection) as signing:
        press = {"mode": "face-to-face", "go": "sign", "_form": form, **WAITS}
        assert priya.post(url(response, "check/"), press).status_code == 302

    assert counted(saving) <= 30
    assert counted(signing) <= 45
