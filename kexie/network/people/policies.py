from kexie.core.gate import guard
from kexie.network.access.policies import TreePolicy

from .models import Person

guard(Person, TreePolicy())
