"""Plugs SMTP into the port of notices."""

from __future__ import annotations

import smtplib
from email.utils import format_datetime

from django.conf import settings
from django.utils import timezone

from mashang.gateways.mail import client
from mashang.notices import ports


class MailChannel:
    """Sends letters over one SMTP connection, opened with the first and kept for the run."""

    def __init__(self, server: client.Server, sender: str) -> None:
        self.server = server
        self.sender = sender
        self._smtp: smtplib.SMTP | None = None

    def send(self, letter: ports.Letter) -> str:
        """Hand over to the mail server; its queue keeps it from then on."""
        try:
            message = client.compose(
                sender=self.sender,
                to=letter.to,
                subject=letter.subject,
                body=letter.body,
                message_id=letter.message_id,
                locale=letter.locale,
            )
        except ValueError:
            raise ports.NeverDeliverable("address_malformed") from None
        message["Date"] = format_datetime(timezone.now())
        smtp = self._connected()
        try:
            smtp.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            self._forget()
            code = next(iter(refused.recipients.values()))[0]
            raise _refusal("recipient", code) from None
        except smtplib.SMTPSenderRefused as refused:
            # The sender is ours: no recipient is to blame, so nobody's letter is given up for it.
            self._forget()
            raise ports.TryLater(f"sender_{refused.smtp_code}", whole_channel=True) from None
        except smtplib.SMTPResponseException as refused:
            self._forget()
            raise _refusal("refused", refused.smtp_code) from None
        except smtplib.SMTPNotSupportedError:
            self._forget()
            raise ports.NeverDeliverable("address_needs_smtputf8") from None
        except (OSError, smtplib.SMTPException) as broken:
            self._forget()
            raise ports.TryLater(f"broke_off_{type(broken).__name__}", whole_channel=True) from None
        return letter.message_id

    def close(self) -> None:
        if self._smtp is None:
            return
        try:
            self._smtp.quit()
        except (OSError, smtplib.SMTPException):
            self._smtp.close()
        self._smtp = None

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            try:
                self._smtp = client.connect(self.server)
            except client.WouldTellPassword:
                raise ports.TryLater("server_offers_no_tls", whole_channel=True) from None
            except smtplib.SMTPAuthenticationError as refused:
                raise ports.TryLater(f"sign_in_{refused.smtp_code}", whole_channel=True) from None
            except (OSError, smtplib.SMTPException) as absent:
                raise ports.TryLater(f"no_connection_{type(absent).__name__}", whole_channel=True) from None
        return self._smtp

    def _forget(self) -> None:
        """A connection that refused once is not used again: its state is the server's guess."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _refusal(what: str, code: int) -> Exception:
    """5xx is for good (RFC 5321 4.2.1), 421 is the whole server, every other code may change."""
    if 500 <= code < 600:
        return ports.NeverDeliverable(f"{what}_{code}")
    return ports.TryLater(f"{what}_{code}", whole_channel=code == 421)


def open_mail() -> ports.Channel | None:
    """The mail channel of this deployment: SMTP, in a demo without a server only shown, else none."""
    if settings.MAIL_URL:
        return MailChannel(client.read_address(settings.MAIL_URL), settings.DEFAULT_FROM_EMAIL)
    return ports.OnlyShown() if settings.DEMO else None


def plug_in() -> None:
    """Register mail with the port."""
    ports.register("mail", open_mail)
