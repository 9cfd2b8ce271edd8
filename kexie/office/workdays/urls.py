"""Addresses of workdays."""

from django.urls import path

from . import views
from .desks import SpecialDayDesk

app_name = "workdays"
urlpatterns = [path("days/enter_notice/", views.enter_notice, name="enter_notice"), *SpecialDayDesk.urls()]
