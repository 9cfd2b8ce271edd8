"""Every address of the house."""

from django.urls import include, path

urlpatterns: list = [
    path("", include("kexie.core.urls")),
    path("", include("kexie.network.access.urls")),
    path("views/", include("kexie.core.lists.urls")),
]
