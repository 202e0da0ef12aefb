"""Django's own mail (password reset) goes through the outbox like everything else."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import translation

from mashang.kernel.actor import Actor
from mashang.notices.acts.queueing import queue_to_address


class OutboxBackend(BaseEmailBackend):
    """Queues each message to each of its recipients; its text is sealed until it is sent."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic():
            for message in email_messages:
                self._queue(message)
        return len(email_messages)

    def _queue(self, message: EmailMessage) -> None:
        key = str(uuid.uuid4())
        for address in message.recipients():
            queue_to_address(
                actor=Actor.system("mail"),
                topic="mail.direct",
                key=key,
                address=address,
                template="plain_mail",
                secrets={"mail_subject": str(message.subject), "mail_body": str(message.body)},
                locale=translation.get_language() or "zh-hans",
            )
