"""Answers kept for a while, so that a request sent again is not done again."""

from __future__ import annotations

from django.db import models

from kexie.core.personal import SealedTextField


class KeptAnswer(models.Model):
    """What a client was answered under one of its own keys. The answer may speak of people: sealed, and soon gone."""

    holder = models.CharField(max_length=64)  # digest of the client's token
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)  # of method, address and body
    status = models.PositiveSmallIntegerField(default=0)
    answer = SealedTextField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["holder", "key"], name="api_keptanswer_once")]

    def __str__(self) -> str:
        return self.key
