"""Addresses of posts and terms."""

from django.urls import path

from . import views
from .desks import AppointmentDesk, TallyDesk, TermDesk

app_name = "governance"
urlpatterns = [
    path("coverage/", views.coverage, name="coverage"),
    path("coverage/export/", views.export_coverage, name="export_coverage"),
    path("calendar/", views.calendar, name="calendar"),
    path("appointments/<int:pk>/end/", views.end_appointment, name="end_appointment"),
    path("appointments/<int:pk>/confirm_transfer/", views.confirm_transfer, name="confirm_transfer"),
    path("appointments/<int:pk>/keep_both/", views.keep_both, name="keep_both"),
    path("terms/<int:pk>/close/", views.close_term, name="close_term"),
    path("terms/<int:pk>/delay/", views.delay_term, name="delay_term"),
    *AppointmentDesk.urls(),
    *TermDesk.urls(),
    *TallyDesk.urls(),
]
