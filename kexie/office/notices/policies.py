from kexie.core.gate import guard
from kexie.network.access.policies import TreePolicy

from .models import Message

# Who manages background work over a place sees and steers what leaves it.
guard(Message, TreePolicy(view="manage_jobs"))
