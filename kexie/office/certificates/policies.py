from kexie.core.gate import guard
from kexie.network.access.policies import TreePolicy

from .models import Certificate, Revocation

guard(Certificate, TreePolicy())
guard(Revocation, TreePolicy("certificate__organisation__path"))
