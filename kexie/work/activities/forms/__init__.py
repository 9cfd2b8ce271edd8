"""What people type about activities, their sessions, campaigns and brands."""

from .activities import ActivityForm
from .campaigns import BrandForm, CampaignForm
from .closing import ClosingForm
from .photos import Photos, PhotosForm
from .quick import QuickForm
from .sessions import SeriesForm, SessionForm

__all__ = [
    "ActivityForm", "BrandForm", "CampaignForm", "ClosingForm", "Photos", "PhotosForm", "QuickForm", "SeriesForm",
    "SessionForm",
]  # fmt: skip
