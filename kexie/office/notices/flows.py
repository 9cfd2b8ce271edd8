"""States of a message that people change; delivery moves the rest (see services.delivery)."""

from django.utils.translation import gettext_lazy as _

from kexie.core.flow import Flow, Move

MESSAGE = Flow(
    moves=(
        Move("resend_message", _("再发"), ("failed",), "queued", may="manage_jobs"),
        Move("cancel_message", _("不发了"), ("queued", "failed"), "cancelled", may="manage_jobs"),
    )
)
