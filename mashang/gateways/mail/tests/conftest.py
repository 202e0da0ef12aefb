from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from mashang.gateways.mail.tests.server import MailServer


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    """A running mail server that the settings point to."""
    server = MailServer()
    server.start()
    settings.MAIL_URL = server.url
    yield server
    server.stop()
