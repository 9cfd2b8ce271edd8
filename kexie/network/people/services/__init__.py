"""What can be done to people, and what they agree to."""

from kexie.core.loading import Carrier

from .accounts import NotOneself, link_account
from .consents import AlreadyWithdrawn, Guardian, NoConsent, give_consent, require_consent, withdraw_consent
from .leaving import let_go
from .registering import amend, recognise, register, register_many, settle

CARRIED = Carrier(register_many, let_go)  # people who come along with the rows of a list

__all__ = [
    "CARRIED",
    "AlreadyWithdrawn",
    "Guardian",
    "NoConsent",
    "NotOneself",
    "amend",
    "give_consent",
    "let_go",
    "link_account",
    "recognise",
    "register",
    "register_many",
    "require_consent",
    "settle",
    "withdraw_consent",
]
