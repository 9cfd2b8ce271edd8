"""Addresses of organisations."""

from django.urls import path

from . import views
from .desks import OrganisationDesk

app_name = "organisations"
urlpatterns = [
    path("", views.tree, name="tree"),
    path("new/", views.new_association, name="new_association"),
    path("bodies/new/", views.found, name="organisation_create"),
    path("bodies/<int:pk>/confirm/", views.confirm, name="confirm"),
    path("bodies/<int:pk>/move/", views.move, name="move"),
    path("bodies/<int:pk>/rename/", views.rename, name="rename"),
    path("bodies/<int:pk>/dissolve/", views.dissolve, name="dissolve"),
    path("bodies/<int:pk>/reopen/", views.reopen, name="reopen"),
    path("bodies/<int:pk>/merge/", views.merge, name="merge"),
    path("bodies/<int:pk>/learn_alias/", views.learn_alias, name="learn_alias"),
    *OrganisationDesk.urls(),
]
