from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rowan.access.permissions import Permission
from rowan.common.dates import Precision
from rowan.files import timeline
from rowan.files.models import Attachment, Draft, Entry, File
from rowan.files.sections import sections_of
from tests.support.world import envelope_in, post_form


@pytest.fixture
def file(world) -> File:
    """A file of Ashmere with one line on its timeline."""
    with world.acting("practitioner"):
        file = File.objects.create(side="survivor")
        timeline.add(file, "file.created", "The file was opened")
    return file


def of(file: File, page: str) -> str:
    return f"/c/{file.reference}/{page}"


def statements(client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in asked.captured_queries)


# Timeline, who opened this, papers: who sees them.

SEES = [
    ("practitioner", "timeline/", 200),
    ("duty", "timeline/", 200),
    ("duty", "papers/", 200),
    ("manager", "opened/", 200),
    ("practitioner", "opened/", 200),
    ("duty", "opened/", 403),
    ("other_manager", "timeline/", 404),
    ("other_manager", "papers/", 404),
    ("other_manager", "opened/", 404),
    ("officer_manager", "opened/", 404),
    ("administrator", "timeline/", 404),
    ("nobody", "timeline/", 302),
]


@pytest.mark.rule("PL-31")
@pytest.mark.parametrize(("persona", "page", "status"), SEES)
def test_who_sees_the_pages_of_a_file(world, file, persona, page, status):
    assert world.client(persona).get(of(file, page)).status_code == status


@pytest.mark.rule("PL-31")
def test_the_side_navigation_leads_only_where_the_person_may_go(world, file):
    for persona in ("duty", "practitioner", "officer"):
        user = world.user(persona)
        offered = [s.label for s in sections_of(file, user, "", record=True)]
        assert ("Who opened this" in offered) == (Permission.FILE_READERS_SEE in user.permissions)


def test_the_current_section_is_marked_once(world, file):
    user = world.user("practitioner")

    sections = sections_of(file, user, of(file, "papers/"), record=False)

    assert [str(section.label) for section in sections if section.current] == ["Papers"]


def test_the_timeline_is_told_newest_first_as_exactly_as_it_is_known(world, file):
    with world.acting("practitioner"):
        timeline.add(
            file,
            "told",
            "He came to the school",
            happened_at=datetime(2025, 11, 3, 9, tzinfo=UTC),
            precision=Precision.MONTH,
        )

    html = world.client("practitioner").get(of(file, "timeline/")).content.decode()

    assert html.index("The file was opened") < html.index("He came to the school")
    assert "November 2025 ·" in html
    assert f"<title>{file}, timeline · Rowan</title>" in " ".join(html.split())


@pytest.mark.rule("PL-51")
@pytest.mark.parametrize("page", ["timeline/", "opened/", "papers/"])
def test_a_list_takes_as_many_statements_for_one_row_as_for_many(world, file, page):
    client = world.client("practitioner")
    with world.acting("practitioner"):
        attached(file, 49)
    client.get(of(file, page))
    before = statements(client, of(file, page))

    with world.acting("practitioner"):
        for n in range(49):
            timeline.add(file, "told", f"Line {n}")
            attached(file, n)

    assert statements(client, of(file, page)) == before <= 20


def attached(file: File, n: int) -> Attachment:
    return Attachment.objects.create(
        file=file,
        label=f"Letter {n}",
        kind="pdf",
        size=1,
        sha256="0" * 64,
        stored_as=f"{n:064}",
        scan="clean",
    )


@pytest.mark.rule("PL-51")
def test_a_long_timeline_comes_in_pages_that_miss_nothing(world, file):
    with world.acting("practitioner"):
        at = datetime(2025, 11, 3, 9, tzinfo=UTC)
        for n in range(60):
            timeline.add(file, "told", f"Line {n:02}.", happened_at=at)
        assert Entry.objects.count() == 61
    client = world.client("practitioner")

    pages = [client.get(of(file, f"timeline/?page={n}")).content.decode() for n in (1, 2)]

    assert [sum(page.count(f"Line {n:02}.") for page in pages) for n in range(60)] == [1] * 60


def test_who_opened_a_file_names_reader_and_refusal(world, file):
    world.client("practitioner2").get(of(file, "timeline/"))

    html = world.client("manager").get(of(file, "opened/")).content.decode()

    assert "Sam Adeyemi" in html
    assert "Read the timeline" in html
    assert "Practitioner" in html


# Papers.


@pytest.mark.rule("PL-139")
def test_a_paper_is_kept_and_stands_in_the_list(world, file):
    paper = SimpleUploadedFile("letter.pdf", b"%PDF-1.7 invented", "application/pdf")

    answer = post_form(
        world.client("practitioner"), of(file, "papers/"), {"label": "Letter from school", "paper": paper}
    )
    html = world.client("practitioner").get(of(file, "papers/")).content.decode()

    assert answer.status_code == 302
    assert "Letter from school" in html
    assert "no scanner is installed" in html


@pytest.mark.rule("PL-139")
def test_a_paper_of_a_wrong_kind_is_refused_with_what_to_do_and_the_label_stays(world, file):
    paper = SimpleUploadedFile("letter.exe", b"MZ", "application/pdf")

    answer = post_form(
        world.client("practitioner"), of(file, "papers/"), {"label": "Letter from school", "paper": paper}
    )
    html = answer.content.decode()

    assert answer.status_code == 422
    assert "Choose a file of one of these kinds" in html
    assert 'value="Letter from school"' in html
    with world.acting("practitioner"):
        assert not Attachment.objects.exists()


# Unfinished work.


def test_unfinished_work_is_ones_own_and_can_be_thrown_away(world, file):
    client = world.client("practitioner")
    url = of(file, "papers/")
    client.post(url, {"label": "Half a let", "_autosave": "", "_form": envelope_in(client.get(url))})

    mine = client.get("/drafts/").content.decode()
    hers = world.client("practitioner2").get("/drafts/").content.decode()
    with world.acting("practitioner"):
        draft = Draft.objects.get()
    foreign = world.client("practitioner2").post(f"/drafts/{draft.pk}/throw/")
    thrown = client.post(f"/drafts/{draft.pk}/throw/")

    assert f'href="{url}"' in mine
    assert "Half a let" not in mine
    assert url not in hers
    assert foreign.status_code == 404
    assert thrown.status_code == 302
    with world.acting("practitioner"):
        assert not Draft.objects.open().exists()


def test_nothing_unfinished_says_so(world):
    assert "Nothing is unfinished." in world.client("duty").get("/drafts/").content.decode()
