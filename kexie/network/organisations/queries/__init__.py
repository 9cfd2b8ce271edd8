"""What others may ask about organisations."""

from .divisions import chain_of, towns_of
from .names import Match, Names, comparable, siblings, stem_of
from .tree import Tree

__all__ = ["Match", "Names", "Tree", "chain_of", "comparable", "siblings", "stem_of", "towns_of"]
