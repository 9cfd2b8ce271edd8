from django.urls import path

from . import views
from .desks import PeerDesk, PeerFigureDesk, PlanDesk, PopulationDesk, TargetDesk

app_name = "planning"
ONE = "plans/<int:pk>/"
urlpatterns = [
    path(ONE, views.plan, name="plan_detail"),
    path(f"{ONE}benchmark/", views.benchmark, name="benchmark"),
    path(f"{ONE}tasks/new/", views.add_task, name="add_task"),
    path(f"{ONE}self-check/", views.self_check, name="self_check"),
    path("targets/<int:pk>/measures/new/", views.add_measure, name="add_measure"),
    *PlanDesk.urls(),
    *TargetDesk.urls(),
    *PeerDesk.urls(),
    *PeerFigureDesk.urls(),
    *PopulationDesk.urls(),
]
