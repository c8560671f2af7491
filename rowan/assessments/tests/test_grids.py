"""The severity grid in a file: begun after a Dash, filled in, cleared after a second press, signed, compared."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from rowan.access.permissions import NotNow
from rowan.assessments import edits, grids, services
from rowan.assessments.asking import asking_of
from rowan.assessments.models import Answer, Mode, Response, RiskLevel
from rowan.assessments.projecting import rows_of
from rowan.assessments.tests.making import begun, joanne, signed
from rowan.common.dates import today
from rowan.files.models import Entry
from rowan.instruments import soag
from rowan.instruments.answers import value
from tests.support.world import audited, post_form

pytestmark = pytest.mark.django_db

RATED = {"severity": "moderate", "esc-severity": "unchanged", "esc-frequency": "unchanged"}


@pytest.fixture
def case(world):
    return joanne(world)


@pytest.fixture
def dash(world, case):
    return signed(world, case, yes=0)


@pytest.fixture
def priya(world):
    return world.client("practitioner")


def row(kind: str, occurring: str, **cells: str) -> dict[str, list[str]]:
    columns = (
        (RATED | {name.replace("_", "-"): code for name, code in cells.items()}) if occurring == "yes" else {}
    )
    return {soag.occurring(kind): [occurring]} | {
        f"soag.{kind}.{name}": [code] for name, code in columns.items()
    }


def rows(**kinds: str | dict) -> dict[str, list[str]]:
    """What a browser sends for four rows: no, but for those named."""
    posted: dict[str, list[str]] = {}
    for kind in soag.KINDS:
        how = kinds.get(kind, "no")
        posted |= row(kind, how) if isinstance(how, str) else how
    return posted


def answer(world, response: Response, given: dict[str, list[str]], sure=()) -> Response:
    with world.acting("practitioner"):
        response = Response.objects.select_related("file").get(pk=response.pk)
        asking = asking_of(response)
        shown = asking.as_posted()
        edit = edits.between(asking, shown, shown | given, seen=response.version, today=today(), sure=sure)
        return services.save(response=response, edit=edit, by=world.user("practitioner"))


def ready(world, case, **kinds) -> Response:
    response = begun(world, case, instrument="soag")
    given = rows(**kinds) | {"soag.occasion": ["initial"], "soag.judgement": ["Drink at weekends"]}
    response = answer(world, response, given)
    with world.acting("practitioner"):
        return services.explain_gaps(
            response=response, reasons={}, mode=Mode.FACE_TO_FACE, by=world.user("practitioner")
        )


def sign(world, response: Response) -> Response:
    with world.acting("practitioner"):
        return services.sign(response=response, seen=response.version, by=world.user("practitioner"))


def grid(world, case, **kinds) -> Response:
    return sign(world, ready(world, case, **kinds))


def send(world, client, response: Response, given: dict, go: str = "check"):
    with world.acting("practitioner"):
        kept = Response.objects.select_related("file").get(pk=response.pk)
        shown = asking_of(kept).as_posted()
    return post_form(client, f"/f/{response.reference}/", {**shown, **given, "go": go})


def text(page) -> str:
    plain = re.sub(r"<[^>]+>", " ", page.content.decode())
    return re.sub(r"\s+", " ", plain.replace("&#x27;", "'"))


# Beginning.


@pytest.mark.rule("CM-60")
def test_a_grid_goes_with_the_latest_dash_and_begins_for_the_same_reason(world, case, dash):
    response = begun(world, case, instrument="soag")

    assert value(response.answers, "soag.dash") == dash.reference
    assert value(response.answers, "soag.occasion") == "initial"
    assert value(response.answers, "soag.date") == today().isoformat()


def test_without_a_dash_there_is_no_grid(world, case):
    with pytest.raises(NotNow, match="Start the Dash first"):
        begun(world, case, instrument="soag")
    with world.acting("practitioner"):
        assert Response.objects.count() == 0


@pytest.mark.rule("CM-60")
def test_after_a_dash_the_grid_is_asked_for_until_one_goes_with_it(world, case, dash, priya):
    risk, read = f"/c/{case.file.reference}/risk/", f"/f/{dash.reference}/"
    assert "No grid goes with the latest Dash yet." in text(priya.get(risk))
    assert "Next: the severity grid" in text(priya.get(read))

    begun(world, case, instrument="soag")

    assert "No grid goes with the latest Dash yet." not in text(priya.get(risk))
    assert "Next: the severity grid" not in text(priya.get(read))


ACCESS = [
    ("duty", 403, 403),
    ("practitioner", 200, 302),
    ("practitioner2", 200, 302),
    ("manager", 200, 302),
    ("other_practitioner", 404, 404),
    ("officer", 403, 403),
]


@pytest.mark.parametrize("persona, looks, starts", ACCESS)
def test_who_looks_at_the_grids_and_who_begins_one(world, case, dash, persona, looks, starts):
    client = world.client(persona)

    assert client.get(f"/c/{case.file.reference}/risk/grid/").status_code == looks
    assert client.post(f"/c/{case.file.reference}/risk/grid/start/").status_code == starts
    with world.acting("practitioner"):
        assert Response.objects.filter(instrument="soag").count() == (1 if starts == 302 else 0)


# Filling in.


def test_the_page_shows_the_guide_the_dash_and_the_first_day_of_three_months(world, case, dash, priya):
    response = begun(world, case, instrument="soag")

    page = text(priya.get(f"/f/{response.reference}/"))

    assert "Slaps or shoves that leave no injury." in page
    assert "From the Dash 1 Was Joanne hurt by what has just happened? No" in page
    assert page.count("Since ") == 12
    assert "10 " in page and "The Dash it goes with" in page


def test_a_part_of_a_grid_is_the_whole_page(world, case, dash, priya):
    response = begun(world, case, instrument="soag")

    assert priya.get(f"/f/{response.reference}/2/").headers["Location"] == f"/f/{response.reference}/"


@pytest.mark.rule("CM-62")
def test_turning_a_yes_into_a_no_asks_before_it_clears(world, case, dash, priya):
    response = ready(world, case, physical="yes")

    asked = send(world, priya, response, {"soag.physical.occurring": ["no"]})

    assert asked.status_code == 422
    assert "Physical abuse: rated, but not answered with yes" in text(asked)
    assert "Clear those ratings and save" in text(asked)
    with world.acting("practitioner"):
        kept = Response.objects.get(pk=response.pk)
    assert kept.answers == response.answers

    sure = {"soag.physical.occurring": ["no"], "sure": ["soag.physical.occurring"]}
    assert send(world, priya, response, sure).status_code in {302, 303}
    with world.acting("practitioner"):
        kept = Response.objects.get(pk=response.pk)
    assert value(kept.answers, "soag.physical.occurring") == "no"
    assert not any(item.startswith("soag.physical.") for item in kept.answers if "occurring" not in item)


@pytest.mark.rule("CM-62")
def test_a_rating_posted_without_a_yes_is_refused_and_nothing_is_kept(world, case, dash):
    response = begun(world, case, instrument="soag")

    with pytest.raises(NotNow, match="Sexual abuse: rated, but not answered with yes"):
        answer(world, response, {"soag.sexual.severity": ["high"]})
    with world.acting("practitioner"):
        assert Response.objects.get(pk=response.pk).answers == response.answers

    kept = answer(world, response, row("sexual", "yes", severity="high"))
    assert value(kept.answers, "soag.sexual.severity") == "high"


# Signing.


@pytest.mark.rule("CM-61")
def test_a_grid_with_an_empty_cell_is_not_signed_and_the_cell_is_named(world, case, dash):
    response = ready(world, case, physical=row("physical", "yes") | {"soag.physical.esc-frequency": []})

    with pytest.raises(NotNow, match="Physical abuse: choose whether it happened more often"):
        sign(world, response)
    with world.acting("practitioner"):
        assert not Response.objects.get(pk=response.pk).is_signed

    assert sign(world, answer(world, response, row("physical", "yes"))).is_signed


@pytest.mark.rule("CM-60")
def test_a_no_where_the_dash_says_yes_is_signed_with_a_reason_only(world, case):
    signed(world, case, yes=1)
    response = ready(world, case)

    with pytest.raises(NotNow, match="the Dash says yes to item 1"):
        sign(world, response)
    with world.acting("practitioner"):
        response = services.explain_gaps(
            response=response,
            reasons={"soag.physical.occurring": "The last time was in May"},
            mode="",
            by=world.user("practitioner"),
        )
    assert sign(world, response).gap_reasons == {"soag.physical.occurring": "The last time was in May"}


def test_what_was_signed_becomes_rows_and_they_can_be_made_again(world, case, dash):
    response = grid(world, case, physical="yes", stalking="dont-know", control="not-answered")

    with world.acting("practitioner"):
        kept = {(a.item, a.code) for a in Answer.objects.filter(response=response)}
        again = {(a.item, a.code) for a in rows_of(Response.objects.get(pk=response.pk))}
    assert kept == again
    assert {
        ("soag.physical.severity", "moderate"),
        ("soag.stalking.occurring", "dont-know"),
        ("soag.control.occurring", "not-answered"),
    } <= kept


@pytest.mark.rule("CM-65")
def test_a_signed_grid_sets_no_level(world, case, dash):
    with world.acting("practitioner"):
        before = list(RiskLevel.objects.values_list("pk", "level"))
    grid(world, case, physical=row("physical", "yes", severity="high"))

    with world.acting("practitioner"):
        assert list(RiskLevel.objects.values_list("pk", "level")) == before


def test_a_signed_grid_is_read_back_without_a_count(world, case, dash, priya):
    response = grid(world, case, physical="yes")

    page = text(priya.get(f"/f/{response.reference}/"))

    assert "How severe is it? Moderate" in page
    assert "of 24" not in page and "Start new version" in page
    assert audited("assessment.signed")


# Over time.


@pytest.mark.rule("CM-66")
def test_what_rises_between_two_grids_is_told_and_the_plan_has_to_be_gone_over(world, case, dash, priya):
    grid(world, case, physical="yes")
    grid(world, case, physical=row("physical", "yes", severity="high"), sexual="yes")

    with world.acting("practitioner"):
        told = list(Entry.objects.filter(kind="grid.rising").values_list("words", flat=True))
    assert told == ["Go over the plan: Physical abuse, Sexual abuse"]
    page = text(priya.get(f"/c/{case.file.reference}/risk/grid/"))
    assert "High; severity unchanged, frequency unchanged more severe" in page
    assert "Moderate; severity unchanged, frequency unchanged new" in page
    assert "Go over the plan." in page


def test_the_drawings_hold_the_newest_grids(world, case, dash):
    grid(world, case, physical="yes")
    grid(world, case)

    with world.acting("practitioner"):
        over = grids.over_time(case)
    assert [[cell.height for cell in cells] for _title, cells in over.charts] == [
        [24, 0],
        [0, 0],
        [0, 0],
        [0, 0],
    ]
    assert [told.cells[0].change for told in over.grids] == ["no longer happening", ""]


def test_a_corrected_grid_counts_once(world, case, dash):
    first = grid(world, case, physical="yes")
    with world.acting("practitioner"):
        by = world.user("practitioner")
        new = services.replace(response=first, because="Wrong kind", by=by)
    new = answer(world, new, rows(sexual="yes") | {"soag.judgement": ["As told"]})
    with world.acting("practitioner"):
        new = services.explain_gaps(response=new, reasons={}, mode=Mode.TELEPHONE, by=by)
        services.sign(response=new, seen=new.version, by=by)
        over = grids.over_time(case)

    assert [told.response.pk for told in over.grids] == [new.pk]
    assert timezone.now() - new.created_at < timedelta(minutes=5)
