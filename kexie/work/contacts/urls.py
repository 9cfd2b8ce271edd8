from django.urls import path

from . import views
from .desks import CellDesk, HelpVisitDesk, PairingDesk, TieDesk, VisitDesk

app_name = "contacts"
urlpatterns = [
    path("", views.coverage, name="coverage"),
    path("mine/", views.mine, name="mine"),
    path("note/", views.note, name="note"),
    path("ties/<int:pk>/end/", views.end_tie, name="end_tie"),
    path("ties/<int:pk>/remove/", views.remove_tie, name="remove_tie"),
    path("visits/<int:pk>/remove/", views.remove_visit, name="remove_visit"),
    path("help-visits/<int:pk>/remove/", views.remove_help, name="remove_help"),
    path("cells/gaps/", views.grid, name="grid"),
    path("cells/ready/", views.ready_cells, name="ready_cells"),
    path("cells/allot/", views.allot, name="allot"),
    path("cells/<int:pk>/split/", views.split_cell, name="split_cell"),
    path("cells/<int:pk>/merge/", views.merge_cells, name="merge_cells"),
    *TieDesk.urls(),
    *VisitDesk.urls(),
    *CellDesk.urls(),
    *PairingDesk.urls(),
    *HelpVisitDesk.urls(),
]
