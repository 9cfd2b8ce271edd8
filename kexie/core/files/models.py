"""Uploaded and produced files: what is known of them; the bytes lie sealed under FILES_ROOT."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core.records import Record


class StoredFile(Record):
    """One file, sealed on disk under a name nobody can guess.

    Organisation and owner are kept by key: both live on an upper floor. `may` is the action over the organisation
    that opens the file; a private one opens for its owner alone, and only while they hold that action.
    """

    key = models.CharField(max_length=43, unique=True, editable=False)
    name = models.CharField(_("文件名"), max_length=200)
    size = models.BigIntegerField(_("字节数"))
    sha256 = models.CharField(max_length=64, db_index=True)
    content_type = models.CharField(max_length=100, default="application/octet-stream")
    purpose = models.CharField(_("用途"), max_length=40, db_index=True)
    may = models.CharField(max_length=40, default="view")
    is_private = models.BooleanField(default=False)
    organisation_key = models.BigIntegerField(db_index=True)
    owner_key = models.BigIntegerField(null=True, blank=True)
    path = models.CharField(max_length=60, blank=True, default="", editable=False)  # for the trail, as of the day

    class Meta:
        verbose_name = _("文件")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
