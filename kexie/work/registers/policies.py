from kexie.core.gate import guard
from kexie.network.access.policies import TreePolicy

from .models import Register, RegisterRow

guard(Register, TreePolicy())
guard(RegisterRow, TreePolicy())
