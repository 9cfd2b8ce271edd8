"""Addresses of founding."""

from django.urls import path

from . import views
from .desks import NomineeDesk, ProcedureDesk, ProspectDesk

app_name = "founding"
ONE = "procedures/<int:pk>/"
urlpatterns = [
    path("procedures/begin/", views.begin, name="begin"),
    path(ONE, views.procedure, name="procedure_detail"),
    path(f"{ONE}steps/<slug:code>/", views.step, name="step"),
    path(f"{ONE}steps/<slug:code>/skip_step/", views.skip_step, name="skip_step"),
    path(f"{ONE}reopen_step/", views.reopen_step, name="reopen_step"),
    path(f"{ONE}abandon/", views.abandon, name="abandon"),
    path(f"{ONE}resume/", views.resume, name="resume"),
    path(f"{ONE}conclude/", views.conclude, name="conclude"),
    path(f"{ONE}carry_over/", views.carry_over, name="carry_over"),
    path(f"{ONE}hold_assembly/", views.hold_assembly, name="hold_assembly"),
    path(f"{ONE}take_result/", views.take_result, name="take_result"),
    path(f"{ONE}leave_assembly/", views.leave_assembly, name="leave_assembly"),
    path(f"{ONE}papers/<slug:code>/make_paper/", views.make_paper, name="make_paper"),
    path(f"{ONE}papers/<slug:code>/upload_signed/", views.upload_signed, name="upload_signed"),
    path(f"{ONE}papers/<slug:code>/withdraw_signed/", views.withdraw_signed, name="withdraw_signed"),
    path("nominees/<int:pk>/remove_nominee/", views.remove_nominee, name="remove_nominee"),
    path("prospects/<int:pk>/visit_prospect/", views.visit_prospect, name="visit_prospect"),
    *ProcedureDesk.urls(),
    *NomineeDesk.urls(),
    *ProspectDesk.urls(),
]
