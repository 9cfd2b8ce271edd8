"""What can be done to people, and what they agree to."""

from .accounts import NotOneself, link_account
from .consents import AlreadyWithdrawn, Guardian, NoConsent, give_consent, require_consent, withdraw_consent
from .registering import amend, recognise, register, register_many, settle

__all__ = [
    "AlreadyWithdrawn",
    "Guardian",
    "NoConsent",
    "NotOneself",
    "amend",
    "give_consent",
    "link_account",
    "recognise",
    "register",
    "register_many",
    "require_consent",
    "settle",
    "withdraw_consent",
]
