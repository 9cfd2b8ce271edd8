"""What can be done to activities, their sessions and campaigns, each posting to the ledger as it writes."""

from .campaigns import keep_campaign
from .copies import AlreadyThere, copy, copy_campaign
from .counting import dimensions_of, post, post_many, shares_of, source_of
from .importing import post_imported, settle_imported
from .keeping import Settled, TooEarly, keep, record
from .life import (
    NothingAsked,
    NotReady,
    approve,
    cancel,
    close,
    complete,
    decide,
    plan_again,
    publish,
    send_back,
    start,
    start_due,
    submit,
    take_back,
)
from .photos import MOST_PHOTOS, TooManyPhotos, add_photos, remove_photo
from .sessions import (
    InUse,
    NothingHeld,
    TooManySessions,
    add_sessions,
    cancel_session,
    keep_session,
    remove_session,
    settle_timetable,
)

__all__ = [
    "MOST_PHOTOS", "AlreadyThere", "InUse", "NotReady", "NothingAsked", "NothingHeld", "Settled", "TooEarly",
    "TooManyPhotos", "TooManySessions", "add_photos", "add_sessions", "approve", "cancel", "cancel_session",
    "close", "complete", "copy", "copy_campaign", "decide", "dimensions_of", "keep", "keep_campaign",
    "keep_session", "plan_again", "post", "post_imported", "post_many", "publish", "record", "remove_photo",
    "remove_session", "send_back", "settle_imported", "settle_timetable", "shares_of", "source_of", "start",
    "start_due", "submit", "take_back",
]  # fmt: skip
