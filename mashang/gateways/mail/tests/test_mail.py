"""Mail against a real server on the loopback: up, down, refusing, restarted."""

from __future__ import annotations

import datetime as dt
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.mail import send_mail
from django.db.models.functions import Now
from pytest_django import Settings

from mashang.accounts.models import User
from mashang.gateways.mail import client
from mashang.gateways.mail.adapter import MailChannel
from mashang.gateways.mail.tests.server import MailServer, free_port
from mashang.kernel.actor import Actor
from mashang.notices import ports
from mashang.notices.acts import queue
from mashang.notices.acts.sending import Drained, drain
from mashang.notices.models import Notice

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def tell(*logins: str) -> None:
    for login in logins:
        user = User.objects.create_user(login, name=login, email=f"{login}@example.org", locale="zh-hans")
        queue(actor=SYSTEM, topic="system.trial", key=f"trial:{login}", recipients=[user.pk], template="trial")


def run() -> Drained:
    Notice.objects.filter(state__in=["failed", "sending"]).update(next_at=Now())
    return drain(actor=SYSTEM)


def states() -> dict[str, str]:
    return {n.recipient.login: n.state for n in Notice.objects.filter(channel="mail") if n.recipient}


def test_letters_arrive_whole_over_one_connection(mail_server: MailServer) -> None:
    tell("a", "b", "c")
    assert run().sent == 3
    assert {m["To"] for m in mail_server.letters} == {"a@example.org", "b@example.org", "c@example.org"}
    letter = mail_server.letters[0]
    assert letter["From"] == "mashang@localhost"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"]
    assert letter.get_content_charset() == "utf-8"
    assert len({m["Message-ID"] for m in mail_server.letters}) == 3


def test_while_the_server_is_down_nothing_is_lost_and_then_all_arrives(mail_server: MailServer) -> None:
    mail_server.stop()
    tell("a", "b")
    done = run()
    assert (done.sent, done.failed) == (0, 1)
    assert Notice.objects.filter(channel="mail", error="no_connection_ConnectionRefusedError").count() == 1
    mail_server.start()
    assert run().sent == 2
    assert len(mail_server.letters) == 2


def test_a_4xx_is_tried_again_and_a_5xx_is_given_up(mail_server: MailServer) -> None:
    mail_server.handler.replies = {"a@example.org": "450 busy", "b@example.org": "550 no such user"}
    tell("a", "b", "c")
    done = run()
    assert (done.sent, done.failed, done.dead) == (1, 1, 1)
    assert states() == {"a": "failed", "b": "dead", "c": "sent"}
    mail_server.handler.replies = {}
    assert run().sent == 1
    assert states() == {"a": "sent", "b": "dead", "c": "sent"}


def test_a_text_refused_for_good_is_given_up(mail_server: MailServer) -> None:
    mail_server.handler.replies = {"data": "554 not this"}
    tell("a")
    assert run().dead == 1
    assert Notice.objects.get(channel="mail").error == "refused_554"


def test_a_server_that_closes_for_now_pauses_the_run(mail_server: MailServer) -> None:
    mail_server.handler.replies = {"data": "421 going down"}
    tell("a", "b")
    done = run()
    assert (done.failed, done.paused) == (1, {"mail"})


def test_a_restart_between_two_letters_costs_nothing(mail_server: MailServer) -> None:
    channel = MailChannel(client.read_address(mail_server.url), "m@example.org")
    letter = ports.Letter("<1@x>", "a@example.org", "s", "b", "en")
    channel.send(letter)
    mail_server.stop()
    mail_server.start()
    with pytest.raises(ports.TryLater):
        channel.send(letter)
    channel.send(letter)
    channel.close()
    assert len(mail_server.letters) == 2


def test_after_a_crash_between_sending_and_noting_it_is_sent_again_under_the_same_id(mail_server: MailServer) -> None:
    tell("a")
    run()
    Notice.objects.filter(channel="mail").update(state="sending", sent_at=None)
    run()
    first, second = mail_server.letters
    assert first["Message-ID"] == second["Message-ID"]


def test_djangos_own_mail_goes_through_the_outbox(mail_server: MailServer, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "mashang.notices.backend.OutboxBackend"
    send_mail("重设密码", "Link: https://x/secret-token", None, ["who@example.org"])
    assert mail_server.letters == []
    notice = Notice.objects.get()
    assert "secret-token" not in str(notice.__dict__)
    run()
    (letter,) = mail_server.letters
    assert letter["Subject"] == "重设密码"
    assert "secret-token" in letter.get_content()


def test_a_chinese_subject_with_a_line_break_cannot_add_headers(mail_server: MailServer) -> None:
    channel = MailChannel(client.read_address(mail_server.url), "m@example.org")
    with pytest.raises(ports.NeverDeliverable):
        channel.send(ports.Letter("<1@x>", "a@example.org", "鳌峰\nBcc: x@example.org", "b", "en"))


def certificate(folder: Path) -> Path:
    """A key and a self-signed certificate for localhost in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(hours=1))
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    plain = serialization.NoEncryption()
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


def test_starttls_is_used_when_offered_and_its_certificate_is_checked(tmp_path: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate(tmp_path))
    server = MailServer(tls_context=context, require_starttls=True)
    server.start()
    try:
        letter = ports.Letter("<1@x>", "a@example.org", "s", "b", "en")
        with pytest.raises(ports.TryLater, match="SSLCertVerificationError"):
            MailChannel(client.read_address(server.url), "m@example.org").send(letter)
        trusting = MailChannel(client.read_address(server.url + "?verify=0"), "m@example.org")
        trusting.send(letter)
        trusting.close()
        assert len(server.letters) == 1
    finally:
        server.stop()


def test_a_password_is_not_told_to_another_machine_without_tls(
    monkeypatch: pytest.MonkeyPatch, mail_server: MailServer
) -> None:
    monkeypatch.setattr(client, "LOOPBACK", set())
    channel = MailChannel(client.read_address(f"smtp://u:p@127.0.0.1:{mail_server.port}"), "m@example.org")
    with pytest.raises(ports.TryLater, match="server_offers_no_tls"):
        channel.send(ports.Letter("<1@x>", "a@example.org", "s", "b", "en"))


@pytest.mark.parametrize("url", ["http://x", "smtp://", "mail.example.org:25"])
def test_an_address_that_is_none_is_refused_in_words(url: str) -> None:
    with pytest.raises(client.BadMailAddress, match="must look like"):
        client.read_address(url)


def test_the_address_is_read_with_its_parts() -> None:
    server = client.read_address("smtps://me%40x:p%2Fw@mail.example.org")
    assert (server.host, server.port, server.user, server.password) == ("mail.example.org", 465, "me@x", "p/w")
    assert client.read_address(f"smtp://h:{free_port()}").verify
