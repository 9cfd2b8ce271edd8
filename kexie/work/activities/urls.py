from django.urls import path

from . import views
from .desks import ActivityDesk, CampaignDesk

app_name = "activities"
urlpatterns = [
    path("activities/record/", views.record, name="record"),
    *ActivityDesk.urls(),
    *CampaignDesk.urls(),
]
