"""The product's settings with the addresses and the clock of a campaign; never used by the product."""

from __future__ import annotations

from mashang.project.settings import *  # noqa: F403
from tests.faults.campaign.child import clock

ROOT_URLCONF = "tests.faults.campaign.child.addresses"
clock.install()
