from django.urls import path

from . import views

app_name = "lists"
urlpatterns = [
    path("keep/", views.keep, name="keep"),
    path("<int:pk>/forget/", views.forget, name="forget"),
]
