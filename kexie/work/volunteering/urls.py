from django.urls import path

from . import views
from .desks import EngagementDesk, StayDesk, TeamDesk, TeamStrengthDesk, TransferDesk, VolunteerDesk

app_name = "volunteering"
urlpatterns = [
    path("volunteers/<int:pk>/retire/", views.retire, name="retire"),
    path("volunteers/<int:pk>/transfer/", views.transfer, name="transfer"),
    path("teams/<int:pk>/disband/", views.disband, name="disband"),
    path("engagements/<int:pk>/end/", views.end_engagement, name="end_engagement"),
    *VolunteerDesk.urls(),
    *StayDesk.urls(),
    *TransferDesk.urls(),
    *TeamDesk.urls(),
    *TeamStrengthDesk.urls(),
    *EngagementDesk.urls(),
]
