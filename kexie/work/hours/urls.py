from django.urls import path

from . import views
from .desks import CorrectionDesk, ServiceDesk, StandardDesk

app_name = "hours"
urlpatterns = [
    path("sheet/", views.sheet, name="sheet"),
    path("notice/<int:pk>/", views.notice, name="notice"),
    path("stars/", views.stars, name="stars"),
    path("volunteers/<int:pk>/", views.record, name="record"),
    path("volunteers/<int:pk>/certify/", views.certify, name="certify"),
    path("certificates/<int:pk>/again/", views.certify_again, name="certify_again"),
    path("services/<int:pk>/correct/", views.correct, name="correct"),
    *ServiceDesk.urls(),
    *CorrectionDesk.urls(),
    *StandardDesk.urls(),
]
