"""Papers kept with a file: what is taken, what is refused and why (PL-139, PL-142, PL-143)."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rowan.files import attachments
from rowan.files.attachments import NotTaken, kind_of
from rowan.files.models import Attachment, File, ScanState
from rowan.people.models import Part, Person
from tests.support.world import audited, envelope_in

PDF = b"%PDF-1.7\nhello"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
WRONG = "does not fit its name"


def package(*names: str, size: int = 10) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as out:
        for name in names:
            out.writestr(name, b"0" * size)
    return held.getvalue()


@pytest.fixture(autouse=True)
def bytes_apart(settings, tmp_path):
    settings.ATTACHMENTS = tmp_path / "attachments"


@pytest.fixture
def file(world):
    with world.acting("practitioner"):
        file = File.objects.create(side="survivor")
        Person.objects.create(file=file, part=Part.SUBJECT, given="Leila")
    return file


@pytest.mark.rule("PL-139")
@pytest.mark.parametrize(
    "name, content, kind",
    [
        ("a.pdf", PDF, "pdf"),
        ("a.PNG", PNG, "png"),
        ("scan.jpeg", b"\xff\xd8\xff\xe0rest", "jpg"),
        ("a.docx", package("word/document.xml"), "docx"),
        ("words.txt", "Zoë said so".encode(), "txt"),
        ("old.txt", "Zoë said so".encode("latin-1"), "txt"),
        ("call.m4a", b"\x00\x00\x00\x20ftypM4A rest", "m4a"),
    ],
)
def test_what_its_name_and_content_agree_on_is_taken(name, content, kind):
    assert kind_of(name, content) == kind


@pytest.mark.rule("PL-139")
@pytest.mark.parametrize(
    "name, content, sentence",
    [
        ("a.pdf", b"", "The file is empty."),
        ("a.pdf", b"MZ\x90\x00", WRONG),
        ("a.exe", b"MZ\x90\x00", "Choose a file of one of these kinds"),
        ("a.zip", package("x"), "Choose a file of one of these kinds"),
        ("a.svg", b"<svg onload='x'/>", "Choose a file of one of these kinds"),
        ("a", PDF, "Choose a file of one of these kinds"),
        ("a.txt", b"\x00\x01binary", WRONG),
        ("a.docx", package("xl/workbook.xml"), WRONG),
        ("a.docx", b"PK\x03\x04 not a package", "The file is damaged."),
        ("a.docx", package("word/document.xml", "word/vbaProject.bin"), "The file holds a macro."),
        ("a.docx", package("word/document.xml", size=30_000_000), "unpacks to more than Rowan takes"),
        (
            "a.docx",
            package("word/document.xml", *(f"p{n}" for n in range(201))),
            "unpacks to more than Rowan takes",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_do(name, content, sentence):
    with pytest.raises(NotTaken) as refusal:
        kind_of(name, content)

    assert sentence.replace("’", "'") in str(refusal.value).replace("’", "'")


@pytest.mark.rule("PL-139")
def test_a_paper_is_kept_with_its_hash_away_from_the_web(world, file):
    with world.acting("practitioner"):
        kept = attachments.add(
            file=file, name="x.pdf", content=PDF, label="Court order", by=world.user("practitioner")
        )
        kept.refresh_from_db()

    assert attachments.path_of(kept).read_bytes() == PDF
    assert attachments.path_of(kept).stat().st_mode & 0o077 == 0
    assert (kept.kind, kept.size, kept.scan) == ("pdf", len(PDF), ScanState.NO_SCANNER)
    assert audited("attachment.added")


@pytest.mark.rule("PL-139")
def test_a_full_file_takes_no_more(world, file, monkeypatch):
    monkeypatch.setattr(attachments, "MOST_PER_FILE", 1)
    with world.acting("practitioner"):
        user = world.user("practitioner")
        attachments.add(file=file, name="x.pdf", content=PDF, label="One", by=user)
        with pytest.raises(NotTaken, match="as many papers as it can"):
            attachments.add(file=file, name="y.pdf", content=PDF, label="Two", by=user)
        assert Attachment.objects.count() == 1


def upload(client, path, name, content, **more):
    page = client.get(path)
    data = {"label": "Order", "paper": SimpleUploadedFile(name, content), "_form": envelope_in(page), **more}
    return client.post(path, data)


def test_a_paper_is_added_and_opened_as_a_download_with_a_neutral_name(world, file):
    client = world.client("practitioner")
    path = f"/c/{file.reference}/papers/"

    assert upload(client, path, "Leila Haddon order.pdf", PDF).status_code == 302
    with world.acting("practitioner"):
        kept = Attachment.objects.get()
    answer = client.get(f"{path}{kept.pk}/")

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith(f'attachment; filename="{file.reference.lower()}-')
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"
    assert "Leila" not in str(answer.headers)
    assert world.client("other_practitioner").get(f"{path}{kept.pk}/").status_code == 404


@pytest.mark.rule("PL-18", "PL-139")
def test_a_refused_paper_leaves_what_was_typed_and_says_why(world, file):
    answer = upload(
        world.client("practitioner"), f"/c/{file.reference}/papers/", "x.pdf", b"MZ", label="My words"
    )

    assert answer.status_code == 422
    assert "does not fit its name" in answer.content.decode()
    assert "My words" in answer.content.decode()
    with world.acting("practitioner"):
        assert Attachment.objects.count() == 0


@pytest.mark.rule("PL-139")
def test_a_paper_that_is_far_too_large_is_a_sentence_and_not_kept(world, file, monkeypatch):
    monkeypatch.setattr(attachments, "LARGEST", 2_000_000)
    monkeypatch.setattr("rowan.files.uploads.LARGEST", 2_000_000)

    answer = upload(
        world.client("practitioner"), f"/c/{file.reference}/papers/", "x.pdf", PDF + b"0" * 5_000_000
    )

    assert answer.status_code == 422
    assert "25 MB" in answer.content.decode()
    with world.acting("practitioner"):
        assert Attachment.objects.count() == 0
