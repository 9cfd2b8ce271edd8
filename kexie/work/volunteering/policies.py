from kexie.core.gate import guard
from kexie.network.access.policies import TreePolicy

from .models import TeamStrength, Volunteer

guard(Volunteer, TreePolicy())
guard(TeamStrength, TreePolicy())
