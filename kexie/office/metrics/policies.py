"""A metric defined at a body is read by everyone below it; its figures open no farther than before."""

from kexie.core.gate import guard
from kexie.network.access.policies import SharedPolicy

from .models import Metric

guard(Metric, SharedPolicy())
