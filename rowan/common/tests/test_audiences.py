from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rowan.common.audiences import RECIPIENTS, Audience, Recipient, Shown, fewest, fields_of, may_receive

A, R = Audience, Recipient

# Platform 0.4, column by column: the audiences each reader is one of, with no further decision.
RECEIVES = {
    R.SURVIVOR: {A.SURVIVOR, A.BOTH},
    R.PCH: {A.PCH, A.BOTH},
    R.PROFESSIONAL: {A.SURVIVOR, A.PCH, A.BOTH, A.PROFESSIONAL},
    R.AGENCY: {A.SURVIVOR, A.PCH, A.BOTH, A.PROFESSIONAL, A.AGENCY_PRIVATE},
    R.STAFF: {A.SURVIVOR, A.PCH, A.BOTH, A.PROFESSIONAL, A.RESTRICTED, A.STAFF},
}


@pytest.mark.rule("PL-72")
@pytest.mark.parametrize("recipient, audience", list(product(Recipient, Audience)))
def test_each_reader_receives_what_the_table_says(recipient, audience):
    assert may_receive(recipient, audience) is (audience in RECEIVES[recipient])


def test_stored_values_are_those_of_the_specification():
    assert [audience.value for audience in Audience] == [
        "survivor", "pch", "both", "professional", "restricted", "agency-private", "staff",
    ]  # fmt: skip


def test_an_unknown_reader_or_audience_is_refused():
    with pytest.raises(ValueError):
        may_receive("client", A.SURVIVOR)
    with pytest.raises(ValueError):
        may_receive(R.STAFF, "client")


@given(st.lists(st.sampled_from(Audience), min_size=1))
def test_fewest_admits_exactly_those_whom_all_admit(audiences):
    everyone = [reader for reader in Recipient if all(may_receive(reader, each) for each in audiences)]

    if everyone:
        assert [reader for reader in Recipient if may_receive(reader, fewest(*audiences))] == everyone
    else:
        with pytest.raises(ValueError):
            fewest(*audiences)


@given(st.permutations([A.STAFF, A.RESTRICTED, A.PROFESSIONAL]))
def test_restricted_wins_over_staff_in_any_order(audiences):
    assert fewest(*audiences) is A.RESTRICTED


def test_what_is_for_each_side_apart_is_for_neither():
    assert fewest(A.SURVIVOR, A.PCH) is A.PROFESSIONAL


def test_no_audience_at_all_is_a_mistake():
    with pytest.raises(ValueError):
        fewest()


def test_every_audience_admits_somebody():
    assert RECIPIENTS.keys() == set(Audience)
    assert all(RECIPIENTS.values())


class Row:
    class Privacy:
        keep = {"id": Shown(A.STAFF, "finds the row", source="database")}


class Referral(Row):
    class Privacy:
        erase = {"reason": Shown(A.PROFESSIONAL, "why the case was referred", id="referral.reason")}


class NarrowReferral(Referral):
    class Privacy:
        keep = {"reason": Shown(A.RESTRICTED, "why the case was referred", id="referral.reason")}


@pytest.mark.rule("PL-72")
def test_fields_are_gathered_from_parents_too():
    fields = fields_of(Referral)

    assert fields.keys() == {"id", "reason"}
    assert fields["id"] == (Row.Privacy.keep["id"], "keep")
    assert fields["reason"][1] == "erase"


@pytest.mark.rule("PL-72")
def test_the_nearest_class_wins():
    shown, fate = fields_of(NarrowReferral)["reason"]

    assert (shown.audience, fate) == (A.RESTRICTED, "keep")


def test_a_field_is_not_both_erased_and_kept():
    class Torn:
        class Privacy:
            erase = keep = {"reason": Shown(A.STAFF, "either")}

    with pytest.raises(ValueError, match="Torn both erases and keeps reason"):
        fields_of(Torn)


def test_a_field_with_defaults_comes_from_a_worker_and_cannot_be_switched_off():
    assert (Shown(A.STAFF, "why").source, Shown(A.STAFF, "why").optional) == ("worker", False)
