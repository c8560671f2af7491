import pytest

from rowan.sharing.grounds import GROUNDS, OWN, Needs


@pytest.mark.rule("CM-82")
def test_only_a_persons_own_paper_rests_on_nothing_else():
    assert [code for code, ground in GROUNDS.items() if ground.needs is Needs.NOTHING] == [OWN]


def test_no_ground_leans_on_a_repealed_act():
    assert not [code for code, ground in GROUNDS.items() if "Data Protection Act 1998" in ground.law]
    assert all(ground.law and str(ground.words) for ground in GROUNDS.values())
