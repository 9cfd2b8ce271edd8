from django.urls import path

from . import views

app_name = "metrics"
urlpatterns = [
    path("", views.metric_list, name="metric_list"),
    path("<str:name>/", views.figure, name="figure"),
]
