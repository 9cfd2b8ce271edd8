"""Ways out of the house for short messages: one small class each, chosen by `settings.GATEWAYS`.

A gateway has `name`, `repeats` and `deliver(letter)`. `deliver` returns when the message was taken over and raises
`NotDelivered` otherwise; it works on the network only, never on the database, and ends within `PATIENCE` seconds of
silence. Another gateway is another class: name it in KEXIE_SMS_GATEWAY or KEXIE_MAIL_GATEWAY.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import logging
import re
import smtplib
import ssl
import time
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from .personal import ContactField, veiled

log = logging.getLogger(__name__)
PATIENCE = 10  # seconds a gateway may be silent
LONGEST_ANSWER = 64 * 1024  # bytes


class NotDelivered(Exception):
    """The gateway did not take a message over: why, and what is known about it.

    `is_final`: it never will, as it stands. `is_unsure`: it may have, its answer is missing.
    """

    def __init__(self, reason: str, *, is_final: bool = False, is_unsure: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.is_final, self.is_unsure = reason, is_final, is_unsure


@dataclass(frozen=True)
class Letter:
    """What a gateway is given. `key` is the same for every try of one message."""

    key: str
    address: str
    subject: str
    body: str


class Gateway(Protocol):
    """What a way out has to have."""

    name: str
    repeats: bool  # the gateway itself drops what comes twice under one key, so an unanswered try may be repeated

    def deliver(self, letter: Letter) -> None: ...


def gateway(channel: str) -> Gateway:
    """Return the gateway of a channel ("sms" or "email") that settings name."""
    return import_string(settings.GATEWAYS[channel])()


class Console:
    """Writes to the server's log instead of sending: for trying out on one machine."""

    name = "console"
    repeats = True

    def deliver(self, letter: Letter) -> None:
        """Log the message with its address masked."""
        log.info("%s | %s | %s", ContactField().mask(letter.address), letter.subject, veiled(letter.body))


class _Watched:
    """An SMTP connection that knows whether the text itself was handed over."""

    is_handed_over = False

    def data(self, msg: Any) -> Any:
        """Send the text."""
        self.is_handed_over = True
        return super().data(msg)  # type: ignore[misc]


class _Plain(_Watched, smtplib.SMTP): ...


class _Tls(_Watched, smtplib.SMTP_SSL): ...


class _Connection(EmailBackend):
    @property
    def connection_class(self) -> type:
        return _Tls if self.use_ssl else _Plain


class Smtp:
    """E-mail by SMTP, with Django's EMAIL_* settings."""

    name = "smtp"
    repeats = False

    def deliver(self, letter: Letter) -> None:
        """Send one e-mail. Every try carries the same Message-ID.

        :raises NotDelivered: final on a 5xx answer; unsure when the text was handed over and no answer came
        """
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
        mark = hashlib.sha256(letter.key.encode()).hexdigest()[:32]
        message = EmailMessage(
            letter.subject, letter.body, settings.DEFAULT_FROM_EMAIL, [letter.address],
            headers={"Message-ID": f"<{mark}@{domain}>"},
        )  # fmt: skip
        connection = _Connection(timeout=PATIENCE)
        try:
            connection.open()
            connection.send_messages([message])
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            raise NotDelivered(_answer(code, said), is_final=code >= 500) from refused
        except smtplib.SMTPResponseException as refused:
            is_final = refused.smtp_code >= 500 and not isinstance(refused, smtplib.SMTPAuthenticationError)
            raise NotDelivered(_answer(refused.smtp_code, refused.smtp_error), is_final=is_final) from refused
        except (smtplib.SMTPException, OSError) as lost:
            is_unsure = getattr(connection.connection, "is_handed_over", False)
            raise NotDelivered(_lost(lost, is_unsure), is_unsure=is_unsure) from lost
        finally:
            try:
                connection.close()
            except (smtplib.SMTPException, OSError):
                connection.connection = None


class HttpSms:
    """Text messages by a provider's JSON interface: one POST each, described by `settings.SMS`.

    `url`; `fields`, the JSON to send with {phone}, {body} and {key} where they belong; `headers`; `accepted`, what the
    JSON answer must say when the message was taken over; `reason`, the field of the answer that says why not.
    """

    name = "http"

    def __init__(self) -> None:
        self.said = settings.SMS
        self.repeats = self.said["repeats"]

    def deliver(self, letter: Letter) -> None:
        """Hand one text message to the provider.

        :raises NotDelivered: final when the provider answers no; unsure when it was asked and did not answer
        """
        given = {"phone": letter.address, "body": letter.body, "key": letter.key}
        body = json.dumps(_filled(self.said["fields"], given), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", **self.said["headers"]}
        status, answer = _post(self.said["url"], body, headers)
        if status in (429, 503):
            raise NotDelivered(_("短信网关忙（HTTP %d）。") % status)
        if status >= 500:
            raise NotDelivered(_("短信网关出错（HTTP %d），不清楚是否已发出。") % status, is_unsure=True)
        found = _json(answer)
        if status >= 300 or any(str(found.get(k)) != str(v) for k, v in self.said["accepted"].items()):
            why = str(found.get(self.said["reason"], ""))[:120]
            raise NotDelivered(
                _("短信网关没有收下（HTTP %(status)d）：%(why)s") % {"status": status, "why": why}, is_final=True
            )


def _post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """Return status and answer of one POST; redirects are not followed, the whole takes at most 2 × PATIENCE."""
    parts = urlsplit(url)
    where = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    if parts.scheme == "https":
        wire = http.client.HTTPSConnection(parts.netloc, timeout=PATIENCE, context=ssl.create_default_context())
    else:
        wire = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
    is_asked = False
    try:
        wire.connect()
        is_asked = True
        wire.request("POST", where, body, headers)
        answer = wire.getresponse()
        return answer.status, _read(answer)
    except (OSError, http.client.HTTPException) as lost:
        raise NotDelivered(_lost(lost, is_asked), is_unsure=is_asked) from lost
    finally:
        wire.close()


def _read(answer: http.client.HTTPResponse) -> bytes:
    until, pieces, size = time.monotonic() + PATIENCE, [], 0
    while size < LONGEST_ANSWER and (piece := answer.read1(LONGEST_ANSWER - size)):
        pieces.append(piece)
        size += len(piece)
        if time.monotonic() > until:
            raise TimeoutError
    return b"".join(pieces)


def _json(answer: bytes) -> dict[str, Any]:
    try:
        found = json.loads(answer or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _filled(shape: Any, given: dict[str, str]) -> Any:
    if isinstance(shape, dict):
        return {key: _filled(value, given) for key, value in shape.items()}
    if isinstance(shape, list):
        return [_filled(value, given) for value in shape]
    if isinstance(shape, str):
        return re.sub(r"\{(phone|body|key)\}", lambda found: given[found[1]], shape)
    return shape


def _answer(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return _("邮件服务器回答 %(code)d：%(said)s") % {"code": code, "said": veiled(text)[:120]}


def _lost(error: Exception, is_unsure: bool) -> str:
    if isinstance(error, TimeoutError) or "timed out" in str(error):  # smtplib says the latter
        why = _("网关 %d 秒没有回答") % PATIENCE
    else:
        why = _("网关连不上（%s）") % (getattr(error, "strerror", None) or type(error).__name__)
    return why + (_("，不清楚是否已发出。") if is_unsure else _("。"))
