"""Photos of an activity."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.files import services as files
from kexie.core.refusals import Refusal
from kexie.work.activities import rules
from kexie.work.activities.models import Activity, Photo

MOST_PHOTOS = 30


class TooManyPhotos(Refusal):
    """An activity keeps a limited number of photos."""

    code = "too_many_photos"
    status = 422


def add_photos(*, activity: Activity, pictures: Sequence[rules.Picture], actor: gate.Actor) -> list[Photo]:
    """Keep photos of an activity; whoever sees the leading body's files may open them.

    :raises NotAllowed: the actor may not edit the activity
    :raises TooManyPhotos: there are more than an activity keeps
    """
    gate.require(actor, "edit", activity)
    there = activity.photos.count()
    if there + len(pictures) > MOST_PHOTOS:
        raise TooManyPhotos(
            _("一次活动最多留 %(most)d 张照片，已有 %(there)d 张。请挑几张再传。")
            % {"most": MOST_PHOTOS, "there": there}
        )
    kept = []
    with transaction.atomic():
        for number, picture in enumerate(pictures, there + 1):
            file = files.store(
                name=f"{activity.starts_on} {activity.name} {number}{picture.suffix}", content=picture.data,
                organisation=activity.organisation, purpose="activity_photo", actor=actor,
                content_type=picture.content_type,
            )  # fmt: skip
            kept.append(records.save(Photo(activity=activity, file=file), actor=actor, did="add_photos"))
    return kept


def remove_photo(*, photo: Photo, actor: gate.Actor) -> None:
    """Take a photo away for good.

    :raises NotAllowed: the actor may not edit the activity
    """
    gate.require(actor, "edit", photo)
    with transaction.atomic():
        file = photo.file
        records.remove(photo, actor=actor, did="remove_photo")
        files.discard(file=file, actor=gate.SYSTEM)
