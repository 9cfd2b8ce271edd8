"""Pages of signing in, of one's own account, and of users and their rights."""

from .sign_in import locked_out

__all__ = ["locked_out"]
