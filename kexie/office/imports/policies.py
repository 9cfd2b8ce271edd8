from kexie.core.gate import guard
from kexie.network.access.policies import TreePolicy

from .models import Batch, BatchFile, BatchTable, RememberedHeader

guard(Batch, TreePolicy(view="import"))
guard(BatchFile, TreePolicy("batch__organisation__path", view="import"))
guard(BatchTable, TreePolicy("file__batch__organisation__path", view="import"))
guard(RememberedHeader, TreePolicy(view="import"))
