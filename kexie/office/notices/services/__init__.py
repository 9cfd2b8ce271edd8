"""What can be done about messages and notices."""

from .outbox import NoAddress, send

__all__ = ["NoAddress", "send"]
