from django.urls import path

from . import views
from .desks import TaskDesk

app_name = "tasks"
urlpatterns = [
    path("tasks/<int:pk>/report_task/", views.report, name="report_task"),
    path("tasks/proofs/<int:pk>/", views.proof, name="proof"),
    *TaskDesk.urls(),
]
