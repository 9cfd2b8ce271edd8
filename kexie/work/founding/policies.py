from kexie.core.gate import guard
from kexie.network.access.policies import TreePolicy

from .models import Nominee, Paper, Procedure, Prospect, ProspectVisit

guard(Prospect, TreePolicy())
guard(ProspectVisit, TreePolicy("prospect__organisation__path"))
guard(Procedure, TreePolicy())
guard(Nominee, TreePolicy("procedure__organisation__path"))
guard(Paper, TreePolicy("procedure__organisation__path"))
