"""What is done about users: accounts, the roles they are given, signing in, the second factor."""

from .accounts import (
    change_password,
    change_user,
    create_administrator,
    create_user,
    disable,
    enable,
    new_password,
    reset_password,
    set_password_from_server,
)
from .grants import change_term, end_grant, grant
from .second_factor import address, begin, confirm, demand, drop, renew_recovery, reset, use_code
from .sign_in import lockout_name, note_failure, sign_in, sign_out
from .tokens import create_token, recognise, revoke_token

__all__ = [
    "address",
    "begin",
    "change_password",
    "change_term",
    "change_user",
    "confirm",
    "create_administrator",
    "create_token",
    "create_user",
    "demand",
    "disable",
    "drop",
    "enable",
    "end_grant",
    "grant",
    "lockout_name",
    "new_password",
    "note_failure",
    "recognise",
    "renew_recovery",
    "reset",
    "reset_password",
    "revoke_token",
    "set_password_from_server",
    "sign_in",
    "sign_out",
    "use_code",
]
