"""How the database answers the pages that people open all day, in a service full of files."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from bench import county
from bench.plans import asked
from config.bootstrap import drop
from rowan.accounts.models import User
from rowan.agencies.models import Service
from rowan.common.dates import Precision
from rowan.common.fields import Known
from rowan.files.context import acting
from rowan.files.models import Entry, File
from rowan.people.matching import lookup
from rowan.people.models import Person

from .support.database import SERVER, copied, switched_to

FILES, FILES_OF_THE_NEIGHBOUR = 2_000, 200

OF_A_FILE = {  # address, and large tables that the page cannot do without
    "case": {"files_file", "cases_case", "files_entry", "people_person", "people_relationship"},
    "timeline": {"files_file", "files_entry"},
    "people": {"files_file", "people_person", "people_relationship"},
    "contact": {"files_file", "people_contactpoint"},
    "papers": {"files_file", "files_draft"},
    "referral": {"files_file", "referrals_referral"},
}
OF_A_SERVICE = {
    "day": {"cases_case", "clocks_clock", "referrals_referral", "people_contactpoint"},
    "cases": {"cases_case", "clocks_clock", "people_person"},
    "referrals": {"cases_case", "referrals_referral"},
    "unfinished": {"files_draft", "files_file"},
}


@pytest.fixture(scope="module")
def worker(django_db_setup, django_db_blocker):
    """Somebody signed in to a service with 2,000 files, on a database that has counted its rows."""
    with django_db_blocker.unblock():
        name = copied("fresh")
        with switched_to(name):
            theirs, neighbour = county.services(2)
            county.fill([theirs], FILES, processes=1)
            county.fill([neighbour], FILES_OF_THE_NEIGHBOUR, processes=1)
            county.analyse()
            yield theirs
        drop(SERVER, name)


@pytest.fixture(scope="module")
def known(worker):
    return county.known_to(worker)


@pytest.fixture
def client(worker) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = worker.cookie
    return client


def opened(client: Client, path: str):
    with asked() as heard:
        answer = client.get(path)
    assert answer.status_code == 200
    return heard


@pytest.mark.rule("PL-63", "PL-195")
@pytest.mark.parametrize(("page", "tables"), OF_A_FILE.items(), ids=OF_A_FILE)
def test_a_page_of_a_file_reads_no_whole_table(client, known, page, tables):
    heard = opened(client, reverse(page, args=[known.references[0]]))

    assert tables <= heard.used
    assert heard.whole == []


@pytest.mark.rule("PL-63", "PL-195")
@pytest.mark.parametrize(("page", "tables"), OF_A_SERVICE.items(), ids=OF_A_SERVICE)
def test_a_page_of_a_service_reads_no_whole_table(client, page, tables):
    heard = opened(client, reverse(page))

    assert tables <= heard.used
    assert heard.whole == []


@pytest.mark.rule("PL-63", "PL-195")
def test_finding_somebody_reads_no_whole_table(client, known):
    heard = opened(client, reverse("find-result", args=[known.searches[0]]))

    assert {"people_namekey", "people_person", "cases_case"} <= heard.used
    assert heard.whole == []


@pytest.mark.rule("PL-63", "CM-2")
def test_looking_up_whom_we_know_reads_no_whole_table(worker):
    user = User.objects.get(pk=worker.user)
    with acting(worker.digest, worker.service) as roles:
        user.acts(Service.objects.get(pk=worker.service), roles)
        person = Person.objects.order_by("pk").first()
        with asked() as heard:
            found = lookup(
                by=user,
                given=person.given,
                family=person.family,
                birth=Known(person.born, Precision.DAY),
                phone="07700 900123",
            )

    assert person.pk in [match.person.pk for match in found]
    assert {"people_namekey", "people_contactpoint"} <= heard.used
    assert heard.whole == []


@pytest.mark.rule("PL-63")
def test_the_sweep_knows_a_page_that_reads_a_whole_table(worker):
    with acting(worker.digest, worker.service), asked() as heard:
        list(Entry.objects.filter(words__icontains="nothing like it"))
        list(File.objects.filter(reference="nothing"))

    assert [one.partition(":")[0] for one in heard.whole] == ["files_entry"]
