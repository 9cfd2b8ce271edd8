"""What the leader's page asks for."""

from .picture import Picture, picture
from .towns import LENSES, Town, towns

__all__ = ["LENSES", "Picture", "Town", "picture", "towns"]
