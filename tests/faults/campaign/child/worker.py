"""The worker of the job queue with a trap at each step of sending a notice."""

from __future__ import annotations

import sys
from typing import Any

import django


def lay_traps() -> None:
    """Put a trap before and after each step; the steps themselves are the product's."""
    from mashang.gateways.mail.adapter import MailChannel
    from mashang.notices.acts import sending
    from tests.faults.campaign.child.traps import pass_by

    lease, send, close = sending._lease_next, MailChannel.send, sending._close

    def lease_next(*args: Any) -> Any:
        pass_by("before_lease")
        notice = lease(*args)
        if notice is not None:
            pass_by("after_lease")
        return notice

    def send_letter(self: MailChannel, letter: Any) -> str:
        reference = send(self, letter)
        pass_by("after_send")
        return reference

    def close_notice(*args: Any, **more: Any) -> None:
        close(*args, **more)
        pass_by("after_writing")

    sending._lease_next = lease_next  # type: ignore[assignment]
    MailChannel.send = send_letter  # type: ignore[method-assign]
    sending._close = close_notice


def main() -> None:
    """The command of the product's worker."""
    django.setup()
    lay_traps()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", "procrastinate", "worker", *sys.argv[1:]])


if __name__ == "__main__":
    main()
