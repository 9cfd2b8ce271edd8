from kexie.core.gate import guard
from kexie.network.access.policies import TreePolicy

from .models import Headcount, Membership

guard(Membership, TreePolicy())
guard(Headcount, TreePolicy())
