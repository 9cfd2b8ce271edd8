"""Personal data as field types: encrypted at rest, masked in lists, found by exact value through a blind index.

`phone = PhoneField("手机")` adds a second column `phone_index`; search with `phone=` through
`matching(Model, "phone", "16400000001")`. SM4-GCM and SM3 are the national ciphers (GB/T 32907, GB/T 32905).
"""

from __future__ import annotations

import base64
import hmac
import os
import re
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from . import keys
from .text import half_width

TAG = 16
NONCE = 12
# In running text: identity numbers, mobiles (+86, dashes), landlines with their area code.
IN_TEXT = re.compile(
    r"(?<![\dA-Za-z])(?:\d{17}[\dXx]|\d{15}|(?:\+?86[- ]?)?1\d{2}[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8})"
    r"(?![\dA-Za-z])"
)


def encrypt(text: str) -> str:
    """Return `text` under the newest data key, as `number:base64(nonce + tag + cipher)`; "" stays ""."""
    if not text:
        return ""
    number, key = list(keys.data_keys().items())[-1]
    nonce = os.urandom(NONCE)
    machine = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    body = machine.update(text.encode()) + machine.finalize()
    return f"{number}:{base64.b64encode(nonce + machine.tag + body).decode()}"


def decrypt(stored: str) -> str:
    """Return the text behind `encrypt`'s result.

    :raises ValueError: the value was tampered with, or its key is not on the ring
    """
    if not stored:
        return ""
    number, _sep, packed = stored.partition(":")
    key = keys.data_keys().get(number)
    if key is None:
        raise ValueError(f"data key {number} is not on the ring")
    raw = base64.b64decode(packed)
    nonce, tag, body = raw[:NONCE], raw[NONCE : NONCE + TAG], raw[NONCE + TAG :]
    machine = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    try:
        return (machine.update(body) + machine.finalize()).decode()
    except InvalidTag as error:
        raise ValueError("personal data was tampered with") from error


def blind(text: str) -> str:
    """Return the keyed digest (HMAC-SM3, 128 bits as hex) an exact value is searched by; "" stays ""."""
    return hmac.new(keys.index_key(), text.encode(), "sm3").hexdigest()[:32] if text else ""


class PersonalField(models.TextField):
    """Text that names or reaches a person. Subclasses say how it is normalised and masked."""

    is_personal = True
    widget: type[forms.Widget] = forms.TextInput

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, **kwargs: Any) -> None:
        """Add the blind index column beside the field."""
        super().contribute_to_class(cls, name, **kwargs)
        is_migrating = cls.__module__ == "__fake__"  # there the migration names the index column itself
        if not cls._meta.abstract and not is_migrating and not hasattr(cls, f"{name}_index"):
            index = models.CharField(max_length=32, blank=True, default="", editable=False, db_index=True)
            index.contribute_to_class(cls, f"{name}_index")

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        """Ask for it in a field of which neither browser nor page keeps a draft."""
        private = {"autocomplete": "off", "data-private": ""}
        return super().formfield(**{"widget": self.widget(private), **kwargs})

    def normal(self, text: str) -> str:
        """Return the one form a value is stored and searched in."""
        return " ".join(text.split())

    def mask(self, text: str) -> str:
        """Return what a list may show of it."""
        return text[:1] + "*" * (len(text) - 1)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Normalise, and keep the index in step."""
        text = self.normal(getattr(model_instance, self.attname) or "")
        setattr(model_instance, self.attname, text)
        setattr(model_instance, f"{self.attname}_index", blind(text))
        return text

    def get_prep_value(self, value: Any) -> str:
        """Encrypt on the way in."""
        return encrypt(value or "")

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str:
        """Decrypt on the way out."""
        return decrypt(value or "")


class PhoneField(PersonalField):
    """A telephone number: a mainland mobile or a landline with area code."""

    def normal(self, text: str) -> str:
        """Drop +86, spaces and dashes of mobile numbers; digits typed in full width are digits."""
        text = half_width(text or "")
        digits = text.replace(" ", "").replace("-", "")
        digits = digits.removeprefix("+86").removeprefix("0086")
        return digits if len(digits) == 11 and digits.startswith("1") else " ".join(text.split())

    def mask(self, text: str) -> str:
        """Keep the first three and last four: 164****0001."""
        return f"{text[:3]}****{text[-4:]}" if len(text) >= 8 else "*" * len(text)


class EmailField(PersonalField):
    """An e-mail address, kept in small letters."""

    def normal(self, text: str) -> str:
        """Use small letters and no blanks."""
        return "".join(half_width(text or "").split()).lower()

    def mask(self, text: str) -> str:
        """Keep the first sign and where the mailbox is: c****@example.cn."""
        name, at, domain = text.partition("@")
        return f"{name[:1]}****@{domain}" if at else "*" * len(text)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse what is no e-mail address."""
        super().validate(value, model_instance)
        if value and not is_email(self.normal(value)):
            raise ValidationError(_("邮箱地址有误：请写成 name@example.cn 的样子。"))


class ContactField(PersonalField):
    """Where a message goes: a telephone number or an e-mail address, each normalised and masked as its own kind."""

    def normal(self, text: str) -> str:
        """Normalise as the kind it is."""
        return self._kind(text).normal(self, text)

    def mask(self, text: str) -> str:
        """Mask as the kind it is."""
        return self._kind(text).mask(self, text)

    @staticmethod
    def _kind(text: str) -> type[PersonalField]:
        return EmailField if "@" in (text or "") else PhoneField


class SealedTextField(PersonalField):
    """A longer text that may speak of a person: lines are kept, nothing of it is shown in a list."""

    widget = forms.Textarea

    def normal(self, text: str) -> str:
        """Keep the lines."""
        return text.strip()

    def mask(self, text: str) -> str:
        """Show nothing of it."""
        return "······" if text else ""


class IdNumberField(PersonalField):
    """A resident identity number (GB 11643), checked when it is set."""

    def normal(self, text: str) -> str:
        """Use a capital X and no blanks."""
        return "".join(half_width(text or "").split()).upper()

    def mask(self, text: str) -> str:
        """Keep the first six and last two."""
        return f"{text[:6]}{'*' * max(0, len(text) - 8)}{text[-2:]}" if len(text) > 8 else "*" * len(text)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse a number whose date or check digit is wrong."""
        super().validate(value, model_instance)
        if value and not is_id_number(self.normal(value)):
            raise ValidationError(_("身份证号码有误：请核对位数、出生日期和最后一位校验码。"))


def is_mobile(text: str) -> bool:
    """Test a normalised mainland mobile number: what a text message can reach."""
    return len(text) == 11 and text.isascii() and text.isdigit() and text.startswith("1")


def is_email(text: str) -> bool:
    """Test the shape of an e-mail address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def is_id_number(text: str) -> bool:
    """Test an 18-character identity number: shape, birth date, check character (GB 11643-1999)."""
    from stdnum.cn import ric

    return ric.is_valid(text)


def matching(model: type[models.Model], field: str, text: str) -> Q:
    """Return the condition that finds rows whose personal `field` is exactly `text`."""
    return Q(**{f"{field}_index": blind(model._meta.get_field(field).normal(text))})


def reaches_person(text: str) -> bool:
    """Test whether a text holds a telephone or identity number."""
    return bool(IN_TEXT.search(text))


def veiled(text: str) -> str:
    """Return a text with the telephone and identity numbers in it masked, for what lies in the open."""
    return IN_TEXT.sub(lambda found: f"{found[0][:3]}****{found[0][-2:]}", text)


def seal(text: str) -> dict[str, str]:
    """Return a text as a JSON value that keeps it encrypted: for rows whose columns people define themselves."""
    return {"sealed": encrypt(text)}


def unsealed(value: Any) -> Any:
    """Return a JSON value with what `seal` hid in it (or in a dictionary's values) in plain."""
    if isinstance(value, dict):
        return decrypt(value["sealed"]) if [*value] == ["sealed"] else {k: unsealed(v) for k, v in value.items()}
    return value


def shown(value: Any) -> Any:
    """Return what a list may show of a JSON value: of a sealed one the first sign and what is not a number."""
    if not isinstance(value, dict):
        return value
    text = unsealed(value)
    return veiled(text) if reaches_person(text) else text[:1] + "*" * (len(text) - 1)
