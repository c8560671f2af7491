"""What stands on somebody's day."""

from rowan.assessments.models import RiskLevel
from rowan.assessments.tests.making import joanne, signed
from rowan.files.models import File, Job, Seal
from rowan.workspace.day import MOST, RISK_LOWERED, lowered_for


def test_what_a_manager_may_not_see_takes_no_place_on_the_day(world):
    hidden, open_to_all = (signed(world, joanne(world), yes=15, judged_reason="Long ago") for _ in range(2))
    with world.acting("practitioner"):
        level = RiskLevel.objects.get(response=hidden)
        Job.objects.filter(about=level.pk).update(done_at=level.judged_at)
        Job.objects.bulk_create(
            Job(of_service=world.ashmere, task=RISK_LOWERED, about=level.pk, made_at=level.judged_at)
            for _ in range(MOST)
        )
    with world.acting("manager2", admitted=[hidden.file]):
        Seal.objects.create(file=hidden.file, user=world.manager2, reason="A colleague's sister")
        File.objects.filter(pk=hidden.file_id).update(sealed=True)

    with world.acting("manager"):
        lowered = lowered_for(world.user("manager"))

    assert [row.level.response_id for row in lowered] == [open_to_all.pk]
    assert str(lowered[0].person) == "Joanne Pike"
