from django.urls import path

from . import views
from .desks import ReportDesk, TemplateDesk

app_name = "reports"
ONE = "annual/<int:pk>/"
SECTION = f"{ONE}sections/<int:section>/"
VERSION = f"{ONE}versions/<int:number>/"
urlpatterns = [
    path("annual/compose/", views.compose, name="compose"),
    path(ONE, views.report, name="report_detail"),
    path(f"{ONE}refresh/", views.refresh, name="refresh"),
    path(f"{ONE}print/", views.printed, name="print"),
    path(f"{ONE}export/<slug:kind>/", views.export, name="export"),
    path(f"{ONE}sign/", views.sign, name="sign"),
    path(f"{ONE}correct/", views.correct, name="correct"),
    path(f"{ONE}sections/new/", views.add_section, name="add_section"),
    path(f"{SECTION}edit/", views.edit_section, name="edit_section"),
    path(f"{SECTION}move/", views.move_section, name="move_section"),
    path(f"{SECTION}hide/", views.hide_section, name="hide_section"),
    path(f"{SECTION}restore/", views.restore_section, name="restore_section"),
    path(VERSION, views.version, name="version"),
    path(f"{VERSION}print/", views.print_version, name="print_version"),
    path(f"{VERSION}export/<slug:kind>/", views.export_version, name="export_version"),
    *ReportDesk.urls(),
    *TemplateDesk.urls(),
]
