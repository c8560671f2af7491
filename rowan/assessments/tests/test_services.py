"""Begun, filled in, signed once, replaced: each verb works, or refuses with a sentence and nothing else."""

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from rowan.access.permissions import Denied, NotNow
from rowan.assessments import services
from rowan.assessments.asking import asking_of
from rowan.assessments.models import Answer, Mode, Response, RiskLevel, Status
from rowan.assessments.tests.making import (
    answer,
    begun,
    edit,
    joanne,
    ready,
    sign,
    signed,
    terry,
)
from rowan.cases.models import Case, State
from rowan.common.dates import today
from rowan.files.keeping import Changed
from rowan.files.models import Entry, File, Job
from rowan.instruments import dash
from rowan.people.models import Person
from tests.support.world import audited

pytestmark = pytest.mark.django_db


@contextmanager
def refused(kind, *, saying: str = ""):
    """The block is refused with this sentence. What it began is undone, as the request would undo it."""
    with pytest.raises(kind) as no, transaction.atomic():
        yield
    assert saying in str(no.value)


def kept(world, response: Response) -> Response:
    with world.acting("practitioner"):
        return Response.objects.select_related("file", "case").get(pk=response.pk)


def judgements(world) -> int:
    with world.acting("practitioner"):
        return RiskLevel.objects.count()


# Beginning.


def test_a_dash_begins_with_known_facts_and_no_question_answered(world):
    case = joanne(world)

    response = begun(world, case, occasion="intake")

    assert list(response.answers) == ["dash.date", "dash.occasion", "dash.abusers"]
    assert response.answers["dash.date"]["value"] == today().isoformat()
    assert response.answers["dash.abusers"]["value"] == [terry(world, case)]
    assert (response.definition_version, response.edition) == (1, 1)
    assert response.wording == "Rowan’s own words, version 1"
    assert audited("assessment.started")[0]["detail"]


def test_a_dash_that_is_begun_is_gone_on_with(world):
    case = joanne(world)

    first, second = begun(world, case), begun(world, case, "senior")

    assert first == second
    with world.acting("practitioner"):
        assert Response.objects.count() == 1


def test_the_database_allows_one_open_form_of_a_kind(world):
    case = joanne(world)
    begun(world, case)

    with world.acting("practitioner"), pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.create(
            file=case.file, case=case, instrument="dash", definition_version=1, wording="Another"
        )


def test_safety_is_asked_about_from_the_first_minute(world):
    assert begun(world, joanne(world, state=State.RECEIVED)).pk


@pytest.mark.parametrize("state", [State.CLOSED, State.RETAINED])
def test_a_closed_case_is_not_asked_about(world, state):
    case = joanne(world, state=state)

    with world.acting("practitioner"), refused(NotNow, saying="This case is closed."):
        services.start(case=case, by=world.user("practitioner"))


def test_a_dash_is_asked_of_nobody_but_a_survivor(world):
    with world.acting("officer_manager"):
        now = timezone.now()
        file = File.objects.create(side="pch")
        case = Case.objects.create(file=file, state_since=now, opened_at=now)

        with refused(NotNow, saying="These questions are asked of a survivor."):
            services.start(case=case, by=world.user("officer_manager"))


def test_the_duty_desk_asks_no_dash(world):
    case = joanne(world)

    with world.acting("duty"), refused(Denied, saying="Your role does not include this."):
        services.start(case=case, by=world.user("duty"))


# Filling in.


@pytest.mark.rule("CM-42")
def test_a_draft_holds_half_words_and_blanks(world):
    response = begun(world, joanne(world))

    response = answer(world, response, q6="dont-know", date="the 3rd of", pro__engage="Wan")

    assert response.answers["dash.q6"]["value"] == "dont-know"
    assert response.answers["dash.date"]["typed"] == "the 3rd of"
    assert response.answers["dash.pro.engage"]["value"] == "Wan"
    assert "dash.q7" not in response.answers
    assert audited("assessment.saved")


def test_an_answer_is_put_back_to_not_asked(world):
    response = answer(world, begun(world, joanne(world)), q6="yes")

    response = answer(world, response, q6=None)

    assert "dash.q6" not in response.answers


@pytest.mark.rule("CM-44")
def test_a_typed_total_and_unknown_fields_are_not_taken(world):
    response = begun(world, joanne(world))

    response = answer(world, response, q6="yes", total="24", visible_high="yes", invented="x")

    assert {"dash.total", "dash.visible-high", "dash.invented"}.isdisjoint(response.answers)


def test_an_answer_that_was_kept_stays_under_who_gave_it(world):
    response = answer(world, begun(world, joanne(world)), q6="yes")

    response = answer(world, response, "senior", q7="no")

    assert response.answers["dash.q6"]["by"] == str(world.practitioner.pk)
    assert response.answers["dash.q7"]["by"] == str(world.senior.pk)


def test_saving_nothing_new_changes_nothing(world):
    response = answer(world, begun(world, joanne(world)), q6="yes")

    again = answer(world, response, q6="yes")

    assert again.version == response.version


def test_texts_of_any_kind_are_kept_whole(world):
    long = "Er sagt: „nie wieder“ 🌧️ مرحبا " * 700

    response = answer(world, begun(world, joanne(world)), q6="yes", q6__comment=long)

    assert response.answers["dash.q6.comment"]["value"] == long.strip()


@pytest.mark.rule("PL-116")
def test_a_colleagues_answers_are_never_overwritten_unseen(world):
    first = begun(world, joanne(world))
    with world.acting("practitioner"):
        mine = edit(first, q6="yes", q7="no")
    answer(world, first, "senior", q6="no")

    with world.acting("practitioner"), refused(Changed):
        services.save(response=first, edit=mine, by=world.user("practitioner"))

    assert kept(world, first).answers["dash.q6"]["value"] == "no"
    assert "dash.q7" not in kept(world, first).answers


@pytest.mark.rule("PL-116")
def test_the_choice_shows_before_theirs_and_mine_in_words(world):
    first = begun(world, joanne(world))
    with world.acting("practitioner"):
        mine = edit(first, q14="yes", q14__target=["you", "children"])
    answer(world, first, "senior", q14="dont-know")

    with world.acting("practitioner"), pytest.raises(Changed) as changed, transaction.atomic():
        services.save(response=first, edit=mine, by=world.user("practitioner"))

    shown = {clash.field: clash for clash in changed.value.clashes}
    q14, target = shown["dash.q14"], shown["dash.q14.target"]
    assert (q14.before, q14.theirs, q14.mine) == ("", "Don’t know", "Yes")
    assert q14.label.startswith("14 Has Terry ever said")
    assert target.mine == "Joanne’s, The children’s"


def test_ones_own_other_page_is_nobody_else(world):
    first = begun(world, joanne(world))
    with world.acting("practitioner"):
        older = edit(first, q7="no")
    answer(world, first, q6="yes")

    with world.acting("practitioner"):
        services.save(response=first, edit=older, by=world.user("practitioner"))

    both = kept(world, first).answers
    assert (both["dash.q6"]["value"], both["dash.q7"]["value"]) == ("yes", "no")


@pytest.mark.rule("PL-116")
def test_a_colleague_of_the_same_name_is_somebody_else(world):
    world.senior.name = world.practitioner.name
    world.senior.save(update_fields=["name"])
    first = begun(world, joanne(world))
    with world.acting("practitioner"):
        older = edit(first, q7="no")
    answer(world, first, "senior", q6="yes")

    with world.acting("practitioner"), refused(Changed):
        services.save(response=first, edit=older, by=world.user("practitioner"))

    assert "dash.q7" not in kept(world, first).answers


def test_the_same_answer_by_two_people_is_no_clash(world):
    first = begun(world, joanne(world))
    with world.acting("practitioner"):
        mine = edit(first, q6="no")
    answer(world, first, "senior", q6="no")

    with world.acting("practitioner"):
        services.save(response=first, edit=mine, by=world.user("practitioner"))

    assert kept(world, first).answers["dash.q6"]["by"] == str(world.senior.pk)


# Signing.


@pytest.mark.rule("CM-42", "CM-53")
def test_a_whole_dash_is_signed_and_counted(world):
    response = signed(world, joanne(world), yes=9)

    assert response.status == Status.SIGNED
    assert (response.signed_name, response.signed_role) == ("Priya Nandra", "Practitioner")
    assert response.answers["dash.total"]["value"] == 9
    assert response.answers["dash.pro.marac-signed"]["value"] == "Priya Nandra"
    assert response.named["client"] == "Joanne"
    assert list(response.named["abusers"].values()) == ["Terry Pike"]
    assert response.is_as_signed
    assert kept(world, response).is_as_signed
    assert audited("assessment.signed")[0]["detail"]


@pytest.mark.rule("CM-44", "CM-59")
def test_signing_puts_the_judged_level_and_the_count_on_the_case(world):
    case = joanne(world)

    response = signed(world, case, yes=9, judged_reason="She has left and he knows where", q24="dont-know")

    with world.acting("practitioner"):
        case, level = Case.objects.get(pk=case.pk), RiskLevel.objects.get()
        told = list(Entry.objects.values_list("kind", "words"))
    assert (case.level, case.level_name, case.level_at) == ("medium", "Priya Nandra", response.signed_at)
    assert (level.level, level.total, level.gaps, level.threshold) == ("medium", 9, 1, 14)
    assert level.reason == "She has left and he knows where"
    assert told == [("assessment.signed", "Dash signed. Risk judged: Medium. 9 of 24 answers are yes, 1 gap")]
    assert audited("risk.judged")


REFUSED = [
    pytest.param(
        {"q6": None}, "Item 6 is not answered. Answer it, or say why not.", marks=pytest.mark.rule("CM-42")
    ),
    pytest.param({"main_source": "no"}, "Item 1: enter who told us.", marks=pytest.mark.rule("CM-43")),
    pytest.param(
        {"judged_level": "high"}, "Say why the level is high: 0 answers", marks=pytest.mark.rule("CM-47")
    ),
    pytest.param(
        {"q14": "yes"}, "Item 14: choose whose life was threatened", marks=pytest.mark.rule("CM-48")
    ),
    pytest.param({"q18__target": ["children"]}, "Item 18: clear", marks=pytest.mark.rule("CM-48")),
    pytest.param({"q17": "yes"}, "Item 17: ", marks=pytest.mark.rule("CM-49")),
    pytest.param({"q3": "yes"}, "Item 3 has no words on what is feared.", marks=pytest.mark.rule("CM-49")),
    pytest.param(
        {"pro__engage": None},
        "Enter whether the client wants to work with us.",
        marks=pytest.mark.rule("CM-53"),
    ),
    pytest.param({"date": "30 February"}, "Enter a real date, such as 20 November 2025."),
]


@pytest.mark.parametrize("changes, sentence", REFUSED)
def test_signing_is_refused_with_what_is_missing_and_nothing_changes(world, changes, sentence):
    response = ready(world, joanne(world), yes=0, **changes)

    with world.acting("practitioner"), refused(NotNow, saying=sentence):
        services.sign(response=response, seen=response.version, by=world.user("practitioner"))

    after = kept(world, response)
    assert (after.signed_at, after.version, after.answers) == (None, response.version, response.answers)
    assert judgements(world) == 0
    assert audited("assessment.signed") == []


@pytest.mark.rule("CM-42")
def test_every_open_item_is_listed(world):
    response = ready(world, joanne(world), yes=0, q2=None, q11=None)

    with world.acting("practitioner"), pytest.raises(NotNow) as no, transaction.atomic():
        services.sign(response=response, seen=response.version, by=world.user("practitioner"))

    assert "Item 2 is not answered" in str(no.value)
    assert "Item 11 is not answered" in str(no.value)
    assert "Item 3 " not in str(no.value)


@pytest.mark.rule("CM-42", "CM-49")
def test_one_reason_stands_for_several_gaps_and_is_kept(world):
    case = joanne(world)
    response = ready(world, case, yes=0, q2=None, q11=None, q3="yes")
    left = ("dash.q2", "dash.q11", "dash.q3.what", "dash.q3.whom", "dash.purpose-explained")
    reasons = dict.fromkeys(left, "He was in the room")

    with world.acting("practitioner"):
        by = world.user("practitioner")
        response = services.explain_gaps(response=response, reasons=reasons, mode="", by=by)
    response = sign(world, response)

    assert response.gap_reasons == reasons
    assert response.answers["dash.gaps"]["value"] == "2, 11"
    with world.acting("practitioner"):
        assert RiskLevel.objects.get().gaps == 2
        assert set(Answer.objects.filter(code="not-asked").values_list("item", flat=True)) == {
            "dash.q2",
            "dash.q11",
        }


def test_how_the_questions_were_put_is_asked_before_signing(world):
    response = ready(world, joanne(world))
    with world.acting("practitioner"):
        Response.objects.filter(pk=response.pk).update(mode="")

    with world.acting("practitioner"), refused(NotNow, saying="Choose how the questions were put."):
        services.sign(response=response, seen=response.version, by=world.user("practitioner"))


@pytest.mark.rule("CM-43")
def test_who_told_us_is_kept_with_every_answer(world):
    response = signed(world, joanne(world), yes=0, main_source="no", main_source__name="PC Wye")

    assert response.answers["dash.q1.source"]["value"] == "PC Wye"
    assert response.answers["dash.q24.source"]["value"] == "PC Wye"


@pytest.mark.rule("CM-45", "CM-47")
@pytest.mark.parametrize("yes, prompted", [(13, False), (14, True)])
def test_fourteen_yes_answers_prompt_a_marac_referral_and_thirteen_do_not(world, yes, prompted):
    signed(world, joanne(world), yes=yes, judged_level="high", judged_reason="Getting worse by the week")

    with world.acting("practitioner"):
        assert Entry.objects.filter(kind="marac.prompted").exists() is prompted
        assert Job.objects.filter(task="risk.lowered").exists() is False


@pytest.mark.rule("CM-45")
def test_the_number_that_prompts_is_the_services_setting(world):
    world.ashmere.dash_threshold = 10
    world.ashmere.save(update_fields=["dash_threshold"])

    response = signed(world, joanne(world), yes=10, judged_level="high")

    assert response.answers["dash.visible-high"]["value"] == "yes"
    with world.acting("practitioner"):
        assert RiskLevel.objects.get().threshold == 10


@pytest.mark.rule("CM-47")
def test_a_level_below_the_count_needs_a_reason_and_tells_a_manager(world):
    case = joanne(world)
    response = ready(world, case, yes=15)
    with world.acting("practitioner"), refused(NotNow, saying="Say why the level is below high"):
        services.sign(response=response, seen=response.version, by=world.user("practitioner"))
    assert judgements(world) == 0

    response = sign(world, answer(world, response, judged_reason="All of it is over ten years ago"))

    with world.acting("practitioner"):
        judged = RiskLevel.objects.get()
        assert Job.objects.get(task="risk.lowered").about == judged.pk
        words = Entry.objects.get(kind="risk.lowered").words
        assert Entry.objects.filter(kind="marac.prompted").exists()
    assert words == "A manager is told: judged Medium although 15 answers are yes"
    assert (judged.level, judged.reason) == ("medium", "All of it is over ten years ago")
    assert audited("risk.lowered")


@pytest.mark.rule("CM-47")
def test_high_risk_below_fourteen_is_one_step(world):
    case = joanne(world)

    signed(world, case, yes=3, judged_level="high", judged_reason="He has nothing to lose, he says")

    with world.acting("practitioner"):
        assert Case.objects.get(pk=case.pk).level == "high"
        assert Job.objects.filter(task="risk.lowered").exists() is False


def test_not_yet_assessed_is_kept_as_such(world):
    case = joanne(world)

    signed(world, case, yes=2, judged_level="not-yet-assessed", judged_reason="She had to go")

    with world.acting("practitioner"):
        case = Case.objects.get(pk=case.pk)
    assert (case.level, case.level_name) == ("", "Priya Nandra")


def test_signing_twice_has_one_effect(world):
    response = signed(world, joanne(world))

    with world.acting("senior"), refused(NotNow, saying="Priya Nandra signed this form on"):
        services.sign(response=response, seen=response.version, by=world.user("senior"))

    assert judgements(world) == 1


def test_nobody_signs_what_a_colleague_changed_meanwhile(world):
    response = ready(world, joanne(world))
    answer(world, response, "senior", q6="no")

    with world.acting("practitioner"), refused(NotNow, saying="Tom Bexley changed this form"):
        services.sign(response=response, seen=response.version, by=world.user("practitioner"))

    assert kept(world, response).signed_at is None


def test_nobody_signs_what_a_colleague_of_the_same_name_changed_meanwhile(world):
    world.senior.name = world.practitioner.name
    world.senior.save(update_fields=["name"])
    response = ready(world, joanne(world))
    answer(world, response, "senior", q6="no")

    with world.acting("practitioner"), refused(NotNow, saying="Priya Nandra changed this form"):
        services.sign(response=response, seen=response.version, by=world.user("practitioner"))

    assert kept(world, response).signed_at is None


def test_a_dash_of_a_family_with_children_does_not_set_them_aside(world):
    response = ready(world, joanne(world, children=True), pro__child_risk="not-applicable")

    with world.acting("practitioner"), refused(NotNow, saying="Choose yes or no: this form or this file"):
        services.sign(response=response, seen=response.version, by=world.user("practitioner"))


def test_without_its_record_nothing_is_signed(world, monkeypatch):
    response = ready(world, joanne(world))
    record = services.audit.record

    def breaks(verb, **more):
        if verb == "risk.judged":
            raise RuntimeError("no record")
        record(verb, **more)

    monkeypatch.setattr(services.audit, "record", breaks)
    with world.acting("practitioner"), refused(RuntimeError):
        services.sign(response=response, seen=response.version, by=world.user("practitioner"))

    assert kept(world, response).signed_at is None
    assert judgements(world) == 0


# After signing.


@pytest.mark.rule("CM-58", "PL-117")
def test_a_signed_dash_is_not_filled_in_any_more(world):
    response = signed(world, joanne(world))

    with world.acting("practitioner"):
        by, change = world.user("practitioner"), edit(response, q6="yes")
        sentence = "It cannot be changed. Start a new version instead."
        with refused(NotNow, saying=sentence):
            services.save(response=response, edit=change, by=by)
        with refused(NotNow, saying=sentence):
            services.explain_gaps(response=response, reasons={"dash.q6": "x"}, mode="", by=by)
        with refused(NotNow, saying=sentence):
            services.take_in(response=response, by=by)

    assert kept(world, response).answers == response.answers


@pytest.mark.rule("CM-58", "PL-117")
@pytest.mark.parametrize(
    "change", [{"answers": {}}, {"signed_at": None}, {"sha256": "0" * 64}, {"mode": Mode.TELEPHONE}]
)
def test_the_database_itself_refuses_to_alter_a_signed_dash(world, change):
    response = signed(world, joanne(world))

    with (
        world.acting("practitioner"),
        pytest.raises(IntegrityError, match="A signed form is never changed"),
        transaction.atomic(),
    ):
        Response.objects.filter(pk=response.pk).update(**change)

    assert kept(world, response).is_as_signed


@pytest.mark.rule("PL-117")
def test_a_seal_notices_one_changed_letter(world):
    response = signed(world, joanne(world))

    response.answers["dash.judged-reason"] = {"value": "Another reason"}

    assert not response.is_as_signed


def test_a_judged_level_is_never_rewritten(world):
    signed(world, joanne(world))

    with world.acting("practitioner"):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            RiskLevel.objects.update(level="standard")
        assert RiskLevel.objects.get().level == "medium"


def test_sealing_the_file_reaches_a_signed_form(world):
    case = joanne(world)
    response = signed(world, case)

    with world.acting("practitioner", admitted=[case.file]):
        type(case.file).objects.filter(pk=case.file_id).update(sealed=True)
        assert Response.objects.get(pk=response.pk).sealed is True


@pytest.mark.rule("CM-58", "PL-117")
def test_a_new_version_replaces_a_signed_dash_and_copies_no_answer(world):
    case = joanne(world)
    old = signed(world, case, yes=9)

    with world.acting("practitioner"):
        new = services.replace(
            response=old, because="Item 6 was about her sister", by=world.user("practitioner")
        )

    assert (new.supersedes_id, new.edition, new.because) == (old.pk, 2, "Item 6 was about her sister")
    assert list(new.answers) == ["dash.date", "dash.occasion", "dash.abusers"]
    assert kept(world, old).answers == old.answers
    with world.acting("practitioner"):
        assert Response.objects.get(pk=old.pk).status == Status.SIGNED


def test_an_earlier_version_is_superseded_when_the_new_one_is_signed(world):
    case = joanne(world)
    old = signed(world, case)
    with world.acting("practitioner"):
        services.replace(response=old, because="Wrong person", by=world.user("practitioner"))

    new = signed(world, case, yes=4)

    with world.acting("practitioner"):
        assert Response.objects.get(pk=old.pk).status == Status.SUPERSEDED
        assert Response.objects.get(pk=new.pk).status == Status.SIGNED
        assert list(Response.objects.signed()) == [new, old]


def test_only_the_newest_signed_form_is_replaced(world):
    case = joanne(world)
    old = signed(world, case)
    signed(world, case)

    with world.acting("practitioner"), refused(NotNow, saying="A newer form has been signed since."):
        services.replace(response=old, because="Late", by=world.user("practitioner"))


def test_an_unsigned_form_is_not_replaced(world):
    response = begun(world, joanne(world))

    with world.acting("practitioner"), refused(NotNow, saying="This form is not signed."):
        services.replace(response=response, because="Wrong", by=world.user("practitioner"))


def test_one_new_version_at_a_time(world):
    case = joanne(world)
    old = signed(world, case)
    begun(world, case)

    with world.acting("practitioner"), refused(NotNow, saying="A new form is already begun."):
        services.replace(response=old, because="Wrong", by=world.user("practitioner"))


def test_names_stay_as_they_were_when_a_form_was_signed(world):
    case = joanne(world)
    response = signed(world, case)

    with world.acting("practitioner"):
        Person.objects.filter(file=case.file, part="pch").update(given="Terence")
        asking = asking_of(Response.objects.get(pk=response.pk))

    assert asking.people.abusers == ("Terry",)
    assert dash.total(asking.answers) == 9
