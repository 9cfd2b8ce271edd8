"""The second factor: six digits from an authenticator (RFC 6238), or a recovery code; each opens once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

import pyotp
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.refusals import Invalid
from kexie.network.access import queries
from kexie.network.access.models import SecondFactor, User

from .accounts import ALPHABET, require_reach

STEP = 30  # seconds a code lives; one step before and after is let in for clocks that differ
RECOVERY_CODES = 10


def begin(*, user: User, actor: Any) -> SecondFactor:
    """Return the authenticator to be confirmed, with a new seed unless one is waiting already.

    :raises Invalid: one is in use; it has to be dropped first
    """
    gate.require(actor, "edit_own", user)
    factor = SecondFactor.objects.filter(user=user).first() or SecondFactor(user=user)
    if factor.confirmed_at:
        raise Invalid(_("动态口令已经启用。换手机时请先停用，再重新启用。"))
    if not factor.seed:
        factor.seed = pyotp.random_base32()
        records.save(factor, actor=actor, did="begin_second_factor")
    return factor


def confirm(*, user: User, code: str, at: datetime, actor: Any) -> list[str]:
    """Switch the waiting authenticator on with a first code, and return ten recovery codes, shown once.

    :raises Invalid: the code is not the one shown now
    """
    gate.require(actor, "edit_own", user)
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at__isnull=True).first()
        step = _step_of(factor, code, at) if factor else None
        if factor is None or step is None:
            raise Invalid(
                _("这六位数字不对。请核对手机时间是否准确，再输入正在显示的数字。"), fields={"code": [_("不对。")]}
            )
        factor.confirmed_at, factor.last_step = at, step
        codes = _fresh_recovery(factor)
        records.save(factor, actor=actor, did="confirm_second_factor")
    return codes


def use_code(*, user: User, code: str, at: datetime, actor: Any) -> bool:
    """Test a code at sign-in and use it up: the same step, or recovery code, never opens twice.

    :raises NotAllowed: it is somebody else's
    """
    gate.require(actor, "edit_own", user)
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at__isnull=False).first()
        if factor is None:
            return False
        if (step := _step_of(factor, code, at)) is not None and step > factor.last_step:
            factor.last_step = step
            records.save(factor, actor=actor, did="use_code")
            return True
        used = _digest(code)
        if used in factor.recovery:
            factor.recovery = [left for left in factor.recovery if left != used]
            records.save(factor, actor=actor, did="use_recovery_code")
            return True
    return False


def renew_recovery(*, user: User, password: str, actor: Any) -> list[str]:
    """Replace the recovery codes by ten new ones, shown once.

    :raises Invalid: wrong password, or no second factor in use
    """
    gate.require(actor, "edit_own", user)
    factor = _own(user, password)
    codes = _fresh_recovery(factor)
    records.save(factor, actor=actor, did="renew_recovery")
    return codes


def drop(*, user: User, password: str, actor: Any) -> None:
    """Stop using one's second factor.

    :raises Invalid: wrong password, or none in use
    """
    gate.require(actor, "edit_own", user)
    if settings.SECOND_FACTOR_REQUIRED or user.needs_second_factor:
        raise Invalid(_("您的账号要求使用动态口令，不能停用。换手机时请管理员解除，再重新启用。"))
    records.remove(_own(user, password), actor=actor, did="drop_second_factor")


def reset(*, user: User, actor: Any) -> None:
    """Take someone's lost authenticator away; sessions end, and at the next sign-in they set up a new one if they must.

    :raises OutOfReach: see rules.why_not_manage
    """
    require_reach(actor, user)
    with transaction.atomic():
        for factor in queries.second_factors(user):
            records.remove(factor, actor=actor, did="reset_second_factor")
        user.sessions_ended += 1
        records.save(user, actor=actor, did="end_sessions")


def demand(*, user: User, needed: bool, actor: Any) -> User:
    """Say whether someone has to use a second factor; takes effect at their next page.

    :raises OutOfReach: see rules.why_not_manage
    """
    require_reach(actor, user)
    user.needs_second_factor = needed
    return records.save(user, actor=actor, did="demand_second_factor")


def address(factor: SecondFactor) -> str:
    """Return the otpauth:// address an authenticator reads from a QR code."""
    return pyotp.TOTP(factor.seed).provisioning_uri(name=factor.user.username, issuer_name="智慧科协")


def _own(user: User, password: str) -> SecondFactor:
    factor = queries.second_factor(user)
    if factor is None:
        raise Invalid(_("还没有启用动态口令。"))
    if not user.check_password(password):
        raise Invalid(_("密码不对，没有改动。"), fields={"password": [_("密码不对。")]})
    return factor


def _step_of(factor: SecondFactor, code: str, at: datetime) -> int | None:
    now = int(at.timestamp()) // STEP
    totp = pyotp.TOTP(factor.seed)
    typed = "".join(code.split())
    matching = [
        step
        for step in (now - 1, now, now + 1)
        if secrets.compare_digest(totp.at(step * STEP).encode(), typed.encode())
    ]
    return matching[-1] if matching else None


def _fresh_recovery(factor: SecondFactor) -> list[str]:
    codes = [
        "-".join("".join(secrets.choice(ALPHABET) for _l in range(5)) for _g in range(2))
        for _c in range(RECOVERY_CODES)
    ]
    factor.recovery = [_digest(code) for code in codes]
    return codes


def _letters(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _letter in range(length))


def _digest(code: str) -> str:
    # 57 bits of chance: nothing to guess, so a plain digest does.
    return hashlib.sha256("".join(code.split()).encode()).hexdigest()
