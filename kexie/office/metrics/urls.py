from django.urls import path

from . import views
from .desks import MetricDesk

app_name = "metrics"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("figure/<str:name>/", views.figure, name="figure"),
    path("figure/<str:name>/export/<slug:kind>/", views.export, name="export"),
    path("own/<int:pk>/remove/", views.remove, name="metric_remove"),
    *MetricDesk.urls(),
]
