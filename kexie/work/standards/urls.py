"""Addresses of standards."""

from django.urls import path

from . import views
from .desks import ChecklistDesk, InspectionDesk, SiteDesk

app_name = "standards"
urlpatterns = [
    path("bodies/<int:pk>/inspect/", views.inspect, name="inspect"),
    path("inspections/<int:pk>/accept/", views.accept, name="accept"),
    path("inspections/<int:pk>/refuse/", views.refuse_inspection, name="refuse_inspection"),
    path("inspections/<int:pk>/put_right/", views.put_right, name="put_right"),
    path("sites/<int:pk>/end_site/", views.end_site, name="end_site"),
    path("sites/<int:pk>/restore_site/", views.restore_site, name="restore_site"),
    path("sites/<int:pk>/remove_site/", views.remove_site, name="remove_site"),
    *ChecklistDesk.urls(),
    *InspectionDesk.urls(),
    *SiteDesk.urls(),
]
