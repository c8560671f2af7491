"""A request that brings many files fills no disk, and is answered with a sentence."""

from contextlib import closing
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from rowan.files import attachments, uploads
from rowan.files.models import Attachment, File
from tests.support.world import envelope_in

LARGE = b"%PDF-" + b"0" * 900_000


def papers(*names: str) -> dict:
    return {name: SimpleUploadedFile(f"{name}.pdf", LARGE) for name in names}


@pytest.fixture
def path(world, monkeypatch) -> str:
    """The page of a file's papers, where a request may bring 2 MB altogether."""
    monkeypatch.setattr(uploads, "MOST", 2_000_000)
    with world.acting("practitioner"):
        return f"/c/{File.objects.create(side='survivor').reference}/papers/"


@pytest.mark.rule("PL-139")
def test_files_that_are_too_much_together_are_not_written(monkeypatch):
    monkeypatch.setattr(uploads, "MOST", 2_000_000)

    request = RequestFactory().post("/", papers("one", "two", "three", "four"))

    with closing(request):
        sent = request.FILES
        written = {name: Path(file.temporary_file_path()).stat().st_size for name, file in sent.items()}
        too_large = [name for name, file in sent.items() if file.size > uploads.MOST]
    assert written == {"one": len(LARGE), "two": len(LARGE), "three": 0, "four": 0}
    assert too_large == ["three", "four"]


@pytest.mark.rule("PL-139")
def test_a_file_that_was_too_much_with_the_others_is_refused_beside_its_field(world, path, monkeypatch):
    monkeypatch.setattr(attachments, "LARGEST", 1_000_000)
    client = world.client("practitioner")
    form = {"label": "My words", "_form": envelope_in(client.get(path))}

    answer = client.post(path, form | papers("one", "two", "paper"))

    assert answer.status_code == 422
    assert "The file is larger than 25 MB" in answer.content.decode()
    assert "My words" in answer.content.decode()
    with world.acting("practitioner"):
        assert not Attachment.objects.exists()


@pytest.mark.rule("PL-139", "PL-183")
def test_more_files_than_any_form_sends_are_refused_with_a_sentence(world, path):
    client = world.client("practitioner")
    form = {"label": "My words", "_form": envelope_in(client.get(path))}
    many = {f"paper{n}": SimpleUploadedFile("x.pdf", b"%PDF-") for n in range(41)}

    answer = client.post(path, form | many)

    assert answer.status_code == 413
    assert "That is too large to send" in answer.content.decode()
    with world.acting("practitioner"):
        assert not Attachment.objects.exists()
