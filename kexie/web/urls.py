"""Every address of the house."""

from django.urls import path

urlpatterns: list = []
