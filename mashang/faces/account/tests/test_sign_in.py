"""Coming in: password, lock-out, second factor, role."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import PASSWORD, Cast, make_cast

SIGN_IN = "/account/sign-in"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def test_the_right_password_leads_to_the_pages_of_the_role(cast: Cast, client: Client) -> None:
    answer = client.post(SIGN_IN, {"login": "tower_steward", "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == "/desk/"
    assert answer.status_code == 200
    assert "鳌峰街道" in answer.text
