from django.urls import path

from . import views
from .desks import ActivityDesk, CampaignDesk

app_name = "activities"
urlpatterns = [
    path("activities/record/", views.record, name="record"),
    path("activities/<int:pk>/photos/add/", views.add_photos, name="add_photos"),
    path("activities/photos/<int:pk>/remove/", views.remove_photo, name="remove_photo"),
    *ActivityDesk.urls(),
    *CampaignDesk.urls(),
]
