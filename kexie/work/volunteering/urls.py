from django.urls import path

from . import views
from .desks import (
    ApplicationDesk,
    AssignmentDesk,
    EngagementDesk,
    PostDesk,
    ShiftDesk,
    StayDesk,
    TeamDesk,
    TeamStrengthDesk,
    TransferDesk,
    VolunteerDesk,
)

app_name = "volunteering"
urlpatterns = [
    path("volunteers/<int:pk>/retire/", views.retire, name="retire"),
    path("volunteers/<int:pk>/suspend/", views.suspend, name="suspend"),
    path("suspensions/<int:pk>/let-back/", views.let_back, name="let_back"),
    path("volunteers/<int:pk>/transfer/", views.transfer, name="transfer"),
    path("teams/<int:pk>/disband/", views.disband, name="disband"),
    path("engagements/<int:pk>/end/", views.end_engagement, name="end_engagement"),
    path("shifts/<int:pk>/staff/", views.staff, name="staff"),
    path("shifts/<int:pk>/cancel/", views.cancel_shift, name="cancel_shift"),
    path("shifts/<int:pk>/remove/", views.remove_shift, name="remove_shift"),
    *ApplicationDesk.urls(),
    *PostDesk.urls(),
    *ShiftDesk.urls(),
    *AssignmentDesk.urls(),
    *VolunteerDesk.urls(),
    *StayDesk.urls(),
    *TransferDesk.urls(),
    *TeamDesk.urls(),
    *TeamStrengthDesk.urls(),
    *EngagementDesk.urls(),
]
