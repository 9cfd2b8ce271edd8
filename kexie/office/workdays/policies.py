from kexie.core.gate import guard
from kexie.network.access.policies import SharedPolicy

from .models import SpecialDay

guard(SpecialDay, SharedPolicy())
