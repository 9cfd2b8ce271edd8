"""Words that an association added or changed; those everyone begins with are declared in code."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core.records import Record

from .kinds import Word


class Term(Record):
    """One word of a declared kind, valid at the organisation it stands at and everywhere below it.

    A word of the same name in the declaration is replaced by it. Records keep the name itself, so a word is never
    renamed: it is put out of use and another takes over its spellings.
    """

    path = models.CharField(_("组织路径"), max_length=60, editable=False)
    kind = models.CharField(_("词表"), max_length=40, editable=False)
    name = models.CharField(_("词"), max_length=40)
    synonyms = models.JSONField(_("其他写法"), default=list, blank=True)
    extra = models.JSONField(_("其他设置"), default=dict, blank=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=500)
    is_active = models.BooleanField(_("使用中"), default=True)

    class Meta:
        verbose_name = _("词")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "path", "name"], name="terms_term_once",
                violation_error_message=_("这个词已经有了。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def word(self) -> Word:
        """Return the word it says."""
        return Word(self.name, tuple(self.synonyms), self.extra, self.is_active)
