from django.urls import path

from . import views
from .desks import EntryDesk

app_name = "ledger"
urlpatterns = [
    path("source/<str:kind>/<int:key>/", views.source, name="source"),
    path("closings/", views.closings, name="closings"),
    path("closings/<int:pk>/reopen/", views.reopen, name="reopen"),
    *EntryDesk.urls(),
]
