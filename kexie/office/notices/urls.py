from django.urls import path

from . import views
from .desks import MessageDesk

app_name = "notices"
urlpatterns = [
    path("outbox/pause/", views.pause, name="pause"),
    path("outbox/resume/", views.resume, name="resume"),
    *MessageDesk.urls(),
]
