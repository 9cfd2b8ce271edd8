from django.urls import path

from . import views
from .desks import RegisterDesk

app_name = "registers"
ROWS = "books/<int:register>/rows/"
urlpatterns = [
    path(ROWS, views.screen("list"), name="row_list"),
    path(f"{ROWS}export/<slug:kind>/", views.screen("export"), name="row_export"),
    path(f"{ROWS}new/", views.screen("create"), name="row_create"),
    path(f"{ROWS}<int:pk>/edit/", views.screen("update"), name="row_update"),
    path(f"{ROWS}<int:pk>/remove/", views.remove, name="row_remove"),
    path(f"{ROWS}<int:pk>/", views.screen("detail"), name="row_detail"),
    path("rows/<int:pk>/", views.row, name="registerrow_detail"),
    *RegisterDesk.urls(),
]
