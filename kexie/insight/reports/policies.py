"""Who may see and write summaries: whoever works at the place; a template serves everyone below."""

from kexie.core.gate import guard
from kexie.network.access.policies import SharedPolicy, TreePolicy

from .models import Report, ReportTemplate, ReportVersion, Section

guard(ReportTemplate, SharedPolicy())
guard(Report, TreePolicy())
guard(Section, TreePolicy("report__organisation__path"))
guard(ReportVersion, TreePolicy("report__organisation__path"))
