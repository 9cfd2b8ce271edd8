from django.urls import path

from . import views

app_name = "cockpit"
urlpatterns = [
    path("", views.cockpit, name="cockpit"),
    path("outline/", views.load_outline, name="load_outline"),
    path("outline/remove/", views.remove_outline, name="remove_outline"),
]
