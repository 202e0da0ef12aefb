"""Credit codes that nobody holds: region 000000 is not assigned; the check characters are right."""

from __future__ import annotations

from mashang.kernel.uscc import ALPHABET, check_character, organisation_check_character

REGION = "000000"
_SPACE = 31**6
_STEP = 424_242_419  # coprime to 31: each number gives another code, and neighbours do not look alike


def made_up_code(number: int, authority: str = "91") -> str:
    """The credit code of the sample's firm of this number; `authority` is the first two characters."""
    left = (number * _STEP + 11) % _SPACE
    digits = ""
    for _place in range(6):
        left, digit = divmod(left, 31)
        digits = ALPHABET[digit] + digits
    organisation = "MA" + digits
    first17 = authority + REGION + organisation + organisation_check_character(organisation)
    return first17 + check_character(first17)
