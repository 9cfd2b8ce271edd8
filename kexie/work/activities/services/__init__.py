"""What can be done to activities, their sessions and campaigns, each posting to the ledger as it writes."""

from .campaigns import keep_campaign
from .counting import dimensions_of, post, post_many, shares_of, source_of
from .importing import post_imported, settle_imported
from .keeping import TooEarly, keep, record
from .life import cancel, complete, plan_again
from .photos import MOST_PHOTOS, TooManyPhotos, add_photos, remove_photo
from .sessions import InUse, keep_session, remove_session

__all__ = [
    "MOST_PHOTOS", "InUse", "TooEarly", "TooManyPhotos", "add_photos", "cancel", "complete", "dimensions_of",
    "keep", "keep_campaign", "keep_session", "plan_again", "post", "post_imported", "post_many", "record",
    "remove_photo", "remove_session", "settle_imported", "shares_of", "source_of",
]  # fmt: skip
