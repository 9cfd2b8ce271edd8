from django.urls import path

from . import views
from .desks import ActivityDesk, BrandDesk, CampaignDesk, SessionDesk

app_name = "activities"
urlpatterns = [
    path("activities/record/", views.record, name="record"),
    path("activities/<int:pk>/photos/add/", views.add_photos, name="add_photos"),
    path("activities/photos/<int:pk>/remove/", views.remove_photo, name="remove_photo"),
    path("activities/<int:pk>/sessions/add/", views.add_sessions, name="add_sessions"),
    path("activities/sessions/<int:pk>/remove/", views.remove_session, name="remove_session"),
    path("activities/<int:pk>/copy/", views.copy, name="copy"),
    path("activities/<int:pk>/close/", views.close, name="close"),
    path("campaigns/<int:pk>/copy/", views.copy_campaign, name="copy_campaign"),
    path("brands/<int:pk>/years/<int:year>/<str:name>/", views.brand_figure, name="brand_figure"),
    path("campaigns/<int:pk>/statistics/", views.statistics, name="statistics"),
    *SessionDesk.urls(),
    *ActivityDesk.urls(),
    *CampaignDesk.urls(),
    *BrandDesk.urls(),
]
