"""Sealed values are unreadable without their key, purpose and place."""

from __future__ import annotations

import pytest

from mashang.kernel.sealing import Unreadable, blind_index, mask_name, mask_phone, seal, unseal

KEY, OTHER = "k", "j"
VALUES = {"name": "某人", "phone": "13800000000"}


def test_what_was_sealed_comes_back_and_is_not_readable_between() -> None:
    blob = seal(VALUES, secret=KEY, purpose="contact", bound_to="7")
    assert unseal(blob, secret=KEY, purpose="contact", bound_to="7") == VALUES
    assert "某人".encode() not in blob
    assert seal(VALUES, secret=KEY, purpose="contact", bound_to="7") != blob


@pytest.mark.parametrize("wrong", [{"secret": "other"}, {"purpose": "bank"}, {"bound_to": "8"}])
def test_another_key_purpose_or_place_reads_nothing(wrong: dict[str, str]) -> None:
    blob = seal(VALUES, secret=KEY, purpose="contact", bound_to="7")
    right = {"secret": KEY, "purpose": "contact", "bound_to": "7"}
    with pytest.raises(Unreadable):
        unseal(blob, **(right | wrong))


def test_the_blind_index_is_equal_for_equal_values_alone() -> None:
    first = blind_index("13800000000", secret=KEY, purpose="contact")
    assert first == blind_index("13800000000", secret=KEY, purpose="contact")
    assert first != blind_index("13800000001", secret=KEY, purpose="contact")
    assert first != blind_index("13800000000", secret=OTHER, purpose="contact")


def test_masks_leave_the_family_name_and_the_ends_of_a_number() -> None:
    assert (mask_name("陈某"), mask_name("欧阳某某"), mask_name("")) == ("陈*", "欧阳**", "")
    assert (mask_phone("13800001234"), mask_phone("12345"), mask_phone("")) == ("138****1234", "***45", "")
