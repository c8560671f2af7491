"""The pages of the agreement: what they show, what they keep, and what they refuse."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rowan.common.dates import today
from rowan.common.strokes import path_of
from rowan.documents.tests import reading
from rowan.files.models import Attachment, Entry
from rowan.people.models import Person
from rowan.plans.tests.making import STATEMENTS, boxes, statements, text
from rowan.sharing.agreements import services
from rowan.sharing.models import AgencyPermission, Agreement, Disclosure, NeverTold, ResearchConsent, Wording
from rowan.sharing.services import paper_of
from rowan.sharing.tests.agreeing import TALK, agency, begun, open_case, signed
from tests.support.world import envelope_in

pytestmark = pytest.mark.django_db
DRAWN = "[[[10,20],[40,60],[70,20]],[[90,20],[120,60]]]"
PDF = b"%PDF-1.7\nsigned"


@pytest.fixture
def here(world, settings, tmp_path):
    settings.ATTACHMENTS = tmp_path
    browser = world.client("practitioner")
    with world.acting("practitioner"):
        here = open_case(world)
        here.world = world
        here.client_of = world.client
        here.browser = browser
        yield here


def page(here, name, **kwargs):
    return reverse(name, args=[here.file.reference, *kwargs.values()])


def start(here, mode) -> Agreement:
    with here.world.acting("practitioner"):
        return services.begin(case=here.case, mode=mode, by=here.world.user("practitioner"))


def sent(mode="face-to-face", **changed):
    """The form as a browser sends it."""
    answers = {**TALK, "s1": "yes", "s2": "yes", "s3": "yes", "s4": "yes"}
    if mode == "face-to-face":
        answers |= {
            "client_signed": "typed",
            "client_signature": "Leila Haddon",
            "client_print": "Leila Haddon",
            **boxes("client_date", today()),
        }
    if mode == "telephone":
        answers |= boxes("tel_date", today())
    return answers | changed


def post(here, url, **data):
    opened = here.browser.get(url)
    return here.browser.post(url, {"_form": envelope_in(opened), **data})


def filled(here, agreement, **data):
    return post(here, page(here, "agreement-one", pk=agreement.pk), **data)


def test_the_page_says_that_nothing_was_explained_and_nobody_asked(here):
    answer = here.browser.get(page(here, "agreement"))

    said = text(answer)
    assert "Nobody has explained it yet." in said
    assert said.count("Not asked</span>") == 5  # four statements, and research by itself
    assert "Not asked counts as no." in said


def test_how_it_is_explained_begins_it(here):
    answer = post(here, page(here, "agreement-new"), mode="telephone")

    agreement = Agreement.objects.get()
    assert agreement.mode == "telephone"
    assert answer["Location"] == page(here, "agreement-one", pk=agreement.pk)


@pytest.mark.parametrize("mode", ["", "smoke-signals"])
def test_an_unknown_way_of_explaining_is_refused(here, mode):
    answer = post(here, page(here, "agreement-new"), mode=mode)

    assert answer.status_code == 422
    assert ("Choose how you explain it" if not mode else "Select one of the answers shown") in text(answer)
    assert not Agreement.objects.exists()


@pytest.mark.rule("CM-69")
def test_nothing_on_the_form_is_answered_beforehand(here):
    answer = here.browser.get(page(here, "agreement-one", pk=start(here, "face-to-face").pk))

    assert "checked" not in re.sub(r"data-\S+", "", text(answer).split("<form", 2)[-1])


def test_signed_face_to_face(here):
    agreement = start(here, "face-to-face")

    answer = filled(here, agreement, go="sign", **sent())

    assert answer.status_code == 302, problems(answer)
    agreement.refresh_from_db()
    assert (agreement.worker_signature, agreement.client_signature) == ("Priya Nandra", "Leila Haddon")
    assert ResearchConsent.objects.get().answer == "yes"
    said = text(here.browser.get(page(here, "agreement-one", pk=agreement.pk)))
    assert "Unchanged since it was signed." in said
    assert "We stand behind the choices you make." in said


def problems(answer) -> list[str]:
    return re.findall(r'<a href="#[^"]+">([^<]+)', answer.content.decode())


def test_what_was_offered_is_signed_for(here):
    agreement = start(here, "face-to-face")
    Person.objects.filter(pk=here.client.pk).update(interpreter="yes", interpreter_language="Farsi")
    opened = here.browser.get(page(here, "agreement-one", pk=agreement.pk))
    form = opened.context["form"]
    assert (form["client_print"].value(), form["language"].value()) == ("Leila Haddon", "Farsi")

    filled(here, agreement, go="sign", **sent(language="Farsi"))

    agreement.refresh_from_db()
    assert (agreement.language, agreement.client_date) == ("Farsi", today())


def test_kept_for_later_nothing_is_demanded(here):
    agreement = start(here, "face-to-face")

    answer = filled(here, agreement, go="keep", s3="no", client_print="Leila Haddon")

    assert answer.status_code == 302
    agreement.refresh_from_db()
    assert (agreement.s3, agreement.is_signed, agreement.client_print) == ("no", False, "")


@pytest.mark.rule("CM-69", "CM-79", "CM-80")
def test_signing_names_each_thing_that_is_missing(here):
    agreement = start(here, "face-to-face")

    answer = filled(here, agreement, go="sign", s1="yes")

    assert answer.status_code == 422
    assert problems(answer) == [
        "Statement 2: select yes or no",
        "Statement 3: select yes or no",
        "Statement 4: select yes or no",
        "Say who read it",
        "Say whether you checked that it was understood",
        "Say whether you asked for questions",
        "Say whether you told the client of the right to see their file",
        "Choose how the client signs",
        "Enter the client’s name in print",
        "Enter the day on which the client signed",
        "Write what was talked about and what came of it: it goes into the notes",
    ]
    agreement.refresh_from_db()
    assert (agreement.s1, agreement.version) == ("", 1)


@pytest.mark.rule("CM-77")
@pytest.mark.parametrize("mode", ["telephone", "emergency"])
@pytest.mark.parametrize("go", ["keep", "sign"])
def test_a_telephone_agreement_with_a_clients_signature_is_refused(here, mode, go):
    agreement = start(here, mode)

    answer = filled(here, agreement, go=go, **sent("telephone", client_signature="Leila Haddon"))

    assert answer.status_code == 422
    assert "The client signs face to face only." in text(answer)
    agreement.refresh_from_db()
    assert (agreement.version, agreement.client_signature) == (1, "")
    assert not ResearchConsent.objects.exists()


@pytest.mark.rule("CM-77")
@pytest.mark.parametrize("mode", ["telephone", "emergency"])
def test_no_signature_of_a_client_is_asked_for_a_call(here, mode):
    answer = here.browser.get(page(here, "agreement-one", pk=start(here, mode).pk))

    assert "client_" not in text(answer)
    assert 'name="paper"' not in text(answer)


@pytest.mark.rule("CM-76")
def test_by_telephone_the_worker_signs(here):
    agreement = start(here, "telephone")

    answer = filled(here, agreement, go="sign", **sent("telephone"))

    assert answer.status_code == 302, problems(answer)
    agreement.refresh_from_db()
    assert agreement.tel_worker_signature == "Priya Nandra"
    shown = text(here.browser.get(page(here, "agreement")))
    assert "Agreement to be signed face to face" in shown


@pytest.mark.rule("CM-78")
def test_in_an_emergency_two_lines_are_enough(here):
    agreement = start(here, "emergency")
    opened = here.browser.get(page(here, "agreement-one", pk=agreement.pk))
    assert "likely to be seriously hurt" in text(opened)

    now = opened.context["form"]["short_given_at"].value()
    answer = filled(
        here, agreement, go="sign", note="Two minutes.", **boxes("short_given_at", today()),
        short_given_at_time=f"{now:%H:%M}",
    )  # fmt: skip

    assert answer.status_code == 302, problems(answer)
    agreement.refresh_from_db()
    assert agreement.is_signed
    assert Entry.objects.get(kind="agreement.signed").words.endswith("Two minutes.")


def test_a_signature_can_be_drawn(here):
    agreement = start(here, "face-to-face")

    filled(
        here, agreement, go="sign", **sent(client_signed="drawn", client_drawing=DRAWN, client_signature="")
    )

    agreement.refresh_from_db()
    assert agreement.is_signed
    assert "M10 20 L40 60" in text(here.browser.get(page(here, "agreement-one", pk=agreement.pk)))


def test_what_is_no_drawing_is_refused(here):
    agreement = start(here, "face-to-face")

    answer = filled(here, agreement, go="sign", **sent(client_signed="drawn", client_drawing="[[[1,2]]]"))

    assert answer.status_code == 422
    assert "Draw the signature again: it could not be read" in text(answer)


def test_a_signed_paper_is_kept_with_the_file(here):
    agreement = start(here, "face-to-face")
    paper = SimpleUploadedFile("signed.pdf", PDF)

    answer = filled(
        here, agreement, go="sign", paper=paper, **sent(client_signed="paper", client_signature="")
    )

    assert answer.status_code == 302, problems(answer)
    agreement.refresh_from_db()
    assert agreement.client_paper == Attachment.objects.get()
    assert "Signed agreement" in text(here.browser.get(page(here, "agreement-one", pk=agreement.pk)))


def test_a_paper_that_is_none_is_refused(here):
    agreement = start(here, "face-to-face")
    paper = SimpleUploadedFile("signed.pdf", b"MZ not a paper")

    answer = filled(
        here, agreement, go="sign", paper=paper, **sent(client_signed="paper", client_signature="")
    )

    assert answer.status_code == 409
    agreement.refresh_from_db()
    assert not agreement.is_signed
    assert not Attachment.objects.exists()


def test_signed_twice_in_two_tabs(here):
    agreement = start(here, "face-to-face")
    url = page(here, "agreement-one", pk=agreement.pk)
    one, two = here.browser.get(url), here.browser.get(url)
    first = here.browser.post(url, {"_form": envelope_in(one), "go": "sign", **sent()})
    second = here.browser.post(url, {"_form": envelope_in(two), "go": "sign", **sent(s3="no")})

    assert (first.status_code, second.status_code) == (302, 409)
    assert "It cannot be changed. Explain it anew instead." in text(second)
    agreement.refresh_from_db()
    assert agreement.s3 == "yes"
    assert Agreement.objects.count() == 1
    assert Entry.objects.filter(kind="agreement.signed").count() == 1


@pytest.mark.parametrize("field", ["s1", "s2", "s3", "s4", "read_how", "understood", "client_signed"])
def test_an_unknown_option_is_refused(here, field):
    agreement = start(here, "face-to-face")

    answer = filled(here, agreement, go="keep", **sent(**{field: "perhaps"}))

    assert answer.status_code == 422
    assert "Select one of the answers shown" in text(answer)
    agreement.refresh_from_db()
    assert agreement.version == 1


def test_how_it_is_explained_can_be_changed(here):
    agreement = start(here, "telephone")

    post(here, page(here, "agreement-mode", pk=agreement.pk), mode="emergency")

    agreement.refresh_from_db()
    assert agreement.mode == "emergency"


# The turned screen


def turned(here, agreement, **data):
    filled(here, agreement, go="turn", **data)
    return page(here, "agreement-turned", pk=agreement.pk)


def test_the_client_answers_and_signs_on_their_own_screen(here):
    agreement = start(here, "face-to-face")
    url = turned(here, agreement, read_how="client")
    opened = here.browser.get(url)
    said = text(opened)
    assert "We stand behind the choices you make." in said
    for hidden in ("Haddon", "Each situation is looked at by itself", "Priya", "Who opened", "rw-case"):
        assert hidden not in said
    assert here.browser.get(page(here, "agreement")).status_code != 200

    answers = {"s1": "yes", "s2": "no", "s3": "yes", "s4": "yes"}
    here.browser.post(
        url,
        {"_form": envelope_in(opened), **answers, "client_signed": "drawn", "client_drawing": DRAWN},
    )

    agreement.refresh_from_db()
    assert (agreement.read_how, agreement.s3, agreement.client_drawing) == ("client", "yes", DRAWN)
    assert ResearchConsent.objects.get().answer == "no"
    assert not agreement.is_signed
    assert "What we explained" not in text(here.browser.get(url, follow=True))


def test_what_the_client_skips_stays_open_and_wipes_nothing(here):
    agreement = start(here, "face-to-face")
    url = turned(here, agreement, s4="no")
    here.browser.post(url, {"_form": envelope_in(here.browser.get(url)), "s3": "yes"})

    agreement.refresh_from_db()
    assert (agreement.s1, agreement.s3, agreement.s4) == ("", "yes", "no")


def test_without_a_turned_screen_that_page_does_not_open(here):
    agreement = start(here, "face-to-face")

    answer = here.browser.get(page(here, "agreement-turned", pk=agreement.pk))

    assert answer["Location"] == page(here, "agreement")


def test_the_screen_is_not_turned_for_a_call(here):
    agreement = start(here, "telephone")

    answer = filled(here, agreement, go="turn", s3="yes")

    assert answer["Location"] == page(here, "agreement")


# Agencies, research, people who are told nothing


@pytest.mark.rule("CM-81")
def test_an_answer_about_an_agency(here):
    data = {
        "name": "Ashmere Housing",
        "contact": "Jo Bright",
        "permission": "yes",
        "limit": "Not the new address",
        **boxes("asked_on", today()),
        **boxes("review_on", today() + timedelta(days=60)),
    }
    answer = post(here, page(here, "agreement-agency"), **data)

    assert answer.status_code == 302, problems(answer)
    kept = AgencyPermission.objects.get()
    assert (kept.name, kept.permission, kept.limit) == ("Ashmere Housing", "yes", "Not the new address")
    assert "Not the new address" in text(here.browser.get(page(here, "agreement")))


@pytest.mark.rule("CM-81")
def test_a_row_that_is_not_whole_says_why(here):
    answer = post(here, page(here, "agreement-agency"), name="Ashmere Housing", permission="yes")

    assert problems(answer) == ["Enter the day of the answer", "Enter when to ask again"]
    assert not AgencyPermission.objects.exists()


def test_asked_again_the_permission_itself_is_not_carried_over(here):
    with here.world.acting("practitioner"):
        before = agency(here.case, here.world.user("practitioner"), contact="Jo Bright")

    form = here.browser.get(page(here, "agreement-agency"), {"again": before.pk}).context["form"]

    assert (form["name"].value(), form["contact"].value()) == ("Ashmere Housing", "Jo Bright")
    assert form["permission"].value() is None


def test_earlier_answers_stay_under_the_row(here):
    with here.world.acting("practitioner"):
        by = here.world.user("practitioner")
        agency(here.case, by, limit="Only the new flat")
        agency(here.case, by, permission="no", review_on=None)

    said = text(here.browser.get(page(here, "agreement")))

    assert "Earlier answers" in said and "Only the new flat" in said


@pytest.mark.rule("CM-71")
def test_an_answer_about_research_by_itself(here):
    post(here, page(here, "agreement-research"), answer="no", **boxes("answered_on", today()))

    kept = ResearchConsent.objects.get()
    assert (kept.answer, kept.agreement) == ("no", None)


def test_research_not_answered_is_refused(here):
    answer = post(here, page(here, "agreement-research"), **boxes("answered_on", today()))

    assert "Select yes or no. Not answered counts as no" in text(answer)


def test_somebody_is_told_nothing_and_then_is(here):
    with here.world.acting("practitioner"):
        brother = Person.objects.create(file=here.file, part="other", given="Amir", family="Haddon")
    post(here, page(here, "agreement-never"), person=str(brother.pk), **boxes("said_on", today()))
    post(here, page(here, "agreement-never"), name="The neighbour", **boxes("said_on", today()))

    assert set(NeverTold.objects.values_list("name", "person")) == {
        ("Amir Haddon", brother.pk),
        ("The neighbour", None),
    }
    row = NeverTold.objects.get(name="The neighbour")
    post(
        here,
        page(here, "agreement-never-end", pk=row.pk),
        because="They talked",
        **boxes("ended_on", today()),
    )
    assert "The neighbour" not in text(here.browser.get(page(here, "agreement")))


def test_nobody_named_is_refused(here):
    answer = post(here, page(here, "agreement-never"), **boxes("said_on", today()))

    assert problems(answer) == ["Name who must be told nothing"]


def test_somebody_of_another_file_is_not_offered(here):
    with here.world.acting("practitioner"):
        other = open_case(here.world, given="Ada", family="Okoro").client

    answer = post(here, page(here, "agreement-never"), person=str(other.pk), **boxes("said_on", today()))

    assert answer.status_code == 422
    assert not NeverTold.objects.exists()


# The copy


def done(here, **changed) -> Agreement:
    with here.world.acting("practitioner"):
        by = here.world.user("practitioner")
        agency(here.case, by, name="Ashmere Housing", limit="Not the new address")
        return signed(here.case, "face-to-face", by, **changed)


def copied(here, agreement, **changed):
    url = page(here, "agreement-copy", pk=agreement.pk)
    opened = here.browser.get(url)
    seen = opened.context["form"]["seen"].value()
    data = {"seen": seen, "safe_to_take": "yes", "kept_where": "At her sister’s"} | changed
    return here.browser.post(url, {"_form": envelope_in(opened), **data})


def test_the_client_takes_a_copy(here):
    answer = copied(here, done(here))

    left = Disclosure.objects.get()
    assert answer["Location"] == page(here, "paper-out", pk=left.pk)
    assert (left.kind, left.basis, left.how, left.to) == ("agreement_survivor", "own", "by-hand", here.client)
    paper = here.browser.get(answer["Location"])
    assert re.search(r"list-\d+\w+\.pdf", paper["Content-Disposition"])


def test_it_is_asked_each_time_whether_the_copy_is_safe_to_take(here):
    agreement = done(here)

    assert "Ask if it is safe to take home first" in text(copied(here, agreement, safe_to_take=""))
    assert "Say where it will be kept" in text(copied(here, agreement, kept_where=""))
    assert not Disclosure.objects.exists()

    copied(here, agreement, safe_to_take="no", kept_where="")
    assert Disclosure.objects.get().how == "kept"


def test_what_has_changed_since_it_was_looked_at_is_looked_at_again(here):
    agreement = done(here)
    url = page(here, "agreement-copy", pk=agreement.pk)
    opened = here.browser.get(url)
    with here.world.acting("practitioner"):
        agency(here.case, here.world.user("practitioner"), permission="no", review_on=None)

    answer = here.browser.post(
        url,
        {
            "_form": envelope_in(opened),
            "seen": opened.context["form"]["seen"].value(),
            "safe_to_take": "yes",
            "kept_where": "x",
        },
    )

    assert "Look at it again, then print." in text(answer)
    assert not Disclosure.objects.exists()


def test_what_was_read_stands_in_its_order(here):
    agreement = done(here)
    said = text(here.browser.get(page(here, "agreement-one", pk=agreement.pk)))
    content = here.browser.get(page(here, "agreement-copy", pk=agreement.pk)).context["content"]

    assert (
        said.index("What you tell us is used") < said.index("stays with the people") < said.index("Read this")
    )
    assert content["full"][0]["words"].startswith("What you tell us is used")
    assert content["full"][-1]["words"].startswith("Read this yourself")


def test_before_it_is_signed_there_is_no_copy(here):
    agreement = start(here, "face-to-face")

    assert here.browser.get(page(here, "agreement-copy", pk=agreement.pk)).status_code == 409


def test_what_is_for_staff_stands_on_no_copy(here):
    agreement = done(here, note="PLANTEDNOTE", language="PLANTEDLANGUAGE")
    with here.world.acting("practitioner"):
        services.never_tell(
            case=here.case, name="PLANTEDBROTHER", said_on=today(), by=here.world.user("practitioner")
        )

    content = here.browser.get(page(here, "agreement-copy", pk=agreement.pk)).context["content"]

    assert "PLANTED" not in str(content)
    assert "Each situation is looked at by itself" not in str(content)
    assert [row["answer"] for row in content["statements"]] == ["Yes"] * 4
    assert [row["limit"] for row in content["agencies"]] == ["Not the new address"]


@pytest.mark.parametrize("mode", ["telephone", "emergency"])
def test_a_copy_can_be_made_of_a_call_without_the_telephone_box(here, mode):
    with here.world.acting("practitioner"):
        agreement = signed(here.case, mode, here.world.user("practitioner"))

    content = here.browser.get(page(here, "agreement-copy", pk=agreement.pk)).context["content"]

    assert (
        content["signed"]
        == {
            "telephone": "Not signed yet: you sign when we meet.",
            "emergency": "Nobody signs the short version. All of it follows when we meet.",
        }[mode]
    )
    assert content["drawing"] is None
    assert copied(here, agreement).status_code == 302


def printed(here, agreement) -> bytes:
    copied(here, agreement)
    return paper_of(Disclosure.objects.get())


def test_a_drawn_signature_stands_on_the_copy_with_words_for_who_cannot_see_it(here):
    agreement = done(here, client_signed="drawn", client_signature="", client_drawing=DRAWN)

    shown = text(here.browser.get(page(here, "agreement-copy", pk=agreement.pk)))
    paper = printed(here, agreement)

    assert f'<path d="{path_of(DRAWN)}"' in shown and "The signature that Leila Haddon drew" in shown
    assert "drawn on the screen" in reading.text(paper)
    assert "The signature that Leila Haddon drew" in reading.alternatives(paper)


def test_the_copy_says_how_it_was_signed_where_nothing_was_drawn(here):
    agreement = done(here)

    paper = printed(here, agreement)

    assert "by typing the name: Leila Haddon" in " ".join(reading.text(paper).split())
    assert not reading.alternatives(paper)


def test_a_signature_on_paper_is_named_on_the_copy_and_not_drawn(here):
    agreement = start(here, "face-to-face")
    paper = SimpleUploadedFile("signed.pdf", PDF, "application/pdf")
    filled(here, agreement, go="sign", paper=paper, **sent(client_signed="paper", client_signature=""))

    content = here.browser.get(page(here, "agreement-copy", pk=agreement.pk)).context["content"]

    assert content["signed"].endswith("on paper, which we keep")
    assert content["drawing"] is None


# The words of a service


def test_a_manager_writes_the_services_own_words(here):
    here.browser = here.client_of("manager")
    url = reverse("settings-agreement")
    opened = here.browser.get(url)
    values = {name: opened.context["form"][name].value() for name in opened.context["form"].fields}
    assert values["aim_1"] == "We stand behind the choices you make."

    here.browser.post(url, {"_form": envelope_in(opened), **values, "use": "To keep you safe at [service]."})

    agreement = start(here, "telephone")
    here.browser = here.client_of("practitioner")
    said = text(here.browser.get(page(here, "agreement-one", pk=agreement.pk)))
    assert "To keep you safe at Ashmere Advocacy." in said
    assert "own words, edition 1" in said


def test_words_left_as_they_are_make_no_edition(here):
    here.browser = here.client_of("manager")
    url = reverse("settings-agreement")
    opened = here.browser.get(url)
    values = {name: opened.context["form"][name].value() for name in opened.context["form"].fields}

    here.browser.post(url, {"_form": envelope_in(opened), **values})

    assert not Wording.objects.exists()


# Who


ACCESS = [
    ("practitioner", 200), ("practitioner2", 200), ("senior", 200), ("manager", 200), ("duty", 403),
    ("other_practitioner", 404), ("officer", 403), ("administrator", 404),
]  # fmt: skip


@pytest.mark.parametrize(("persona", "status"), ACCESS)
def test_access(here, persona, status):
    for name in ("agreement", "agreement-agency", "agreement-research", "agreement-never"):
        assert here.client_of(persona).get(page(here, name)).status_code == status, name


def test_the_page_asks_the_same_for_one_agency_and_for_many(here):
    with here.world.acting("practitioner"):
        by = here.world.user("practitioner")
        signed(here.case, "telephone", by)
        agency(here.case, by)
    few = statements(here.browser, page(here, "agreement"))
    with here.world.acting("practitioner"):
        for n in range(9):
            agency(here.case, by, name=f"Agency {n}")
        signed(here.case, "face-to-face", by)

    many = statements(here.browser, page(here, "agreement"))

    assert len(many) == len(few) <= STATEMENTS, "\n".join(many)


@pytest.mark.parametrize("mode", ["face-to-face", "telephone"])
def test_signing_asks_no_more_than_a_save_may(here, mode):
    with here.world.acting("practitioner"):
        signed(here.case, "telephone", here.world.user("practitioner"))
        agency(here.case, here.world.user("practitioner"))
    agreement = start(here, mode)
    url = page(here, "agreement-one", pk=agreement.pk)
    data = {"_form": envelope_in(here.browser.get(url)), "go": "sign", **sent(mode)}
    with CaptureQueriesContext(connection) as asked:
        assert here.browser.post(url, data).status_code == 302

    marks = ("SAVEPOINT", "RELEASE", "SELECT rowan.context", "SELECT rowan.restore")
    heard = [query["sql"][:120] for query in asked if not query["sql"].startswith(marks)]
    assert len(heard) <= 30, "\n".join(heard)


def test_the_overview_says_what_is_outstanding(here):
    said = text(here.browser.get(reverse("case", args=[here.file.reference])))
    assert "Explain the agreement" in said

    with here.world.acting("practitioner"):
        begun(here.case, "telephone", here.world.user("practitioner"))
    assert "Finish the agreement" in text(here.browser.get(reverse("case", args=[here.file.reference])))


def test_what_was_agreed_stays_off_the_timeline_of_the_duty_desk(here):
    done(here, note="PLANTEDNOTE")
    url = reverse("timeline", args=[here.file.reference])

    assert "PLANTEDNOTE" in text(here.browser.get(url))
    assert "PLANTEDNOTE" not in text(here.client_of("duty").get(url))
