"""What the leader's page asks for."""

from .picture import Picture, picture
from .towns import LENSES, Town, divisions_below, towns

__all__ = ["LENSES", "Picture", "Town", "divisions_below", "picture", "towns"]
