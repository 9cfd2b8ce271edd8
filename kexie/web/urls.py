"""Every address of the house."""

from django.urls import include, path

from . import api, views

home_urls = (
    [
        path("", views.home, name="home"),
        path("search/", views.search, name="search"),
        path("scope/", views.choose_scope, name="scope"),
    ],
    "web",
)
urlpatterns: list = [
    path("", include(home_urls)),
    # Looked through in this order: doors and sign-up have to be quick.
    path("", include("kexie.work.attendance.urls")),
    path("", include("kexie.work.signups.urls")),
    path("api/v1/", api.urls()),
    path("", include("kexie.core.urls")),
    path("p/", include("kexie.web.portal.urls")),
    path("", include("kexie.network.access.urls")),
    path("", include("kexie.core.audit.urls")),
    path("files/", include("kexie.core.files.urls")),
    path("jobs/", include("kexie.core.jobs.urls")),
    path("terms/", include("kexie.core.terms.urls")),
    path("views/", include("kexie.core.lists.urls")),
    path("organisations/", include("kexie.network.organisations.urls")),
    path("people/", include("kexie.network.people.urls")),
    path("membership/", include("kexie.work.membership.urls")),
    path("contacts/", include("kexie.work.contacts.urls")),
    path("hours/", include("kexie.work.hours.urls")),
    path("volunteering/", include("kexie.work.volunteering.urls")),
    path("founding/", include("kexie.work.founding.urls")),
    path("governance/", include("kexie.work.governance.urls")),
    path("standards/", include("kexie.work.standards.urls")),
    path("", include("kexie.work.votes.urls")),
    path("registers/", include("kexie.work.registers.urls")),
    path("", include("kexie.work.activities.urls")),
    path("approvals/", include("kexie.office.approvals.urls")),
    path("", include("kexie.office.tasks.urls")),
    path("", include("kexie.office.notices.urls")),
    path("imports/", include("kexie.office.imports.urls")),
    path("", include("kexie.office.certificates.urls")),
    path("workdays/", include("kexie.office.workdays.urls")),
    path("ledger/", include("kexie.office.ledger.urls")),
    path("metrics/", include("kexie.office.metrics.urls")),
    path("reports/", include("kexie.insight.reports.urls")),
    path("vitality/", include("kexie.insight.assessment.urls")),
    path("planning/", include("kexie.insight.planning.urls")),
    path("cockpit/", include("kexie.insight.cockpit.urls")),
]
