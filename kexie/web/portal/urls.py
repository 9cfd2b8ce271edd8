"""Addresses of the public's pages, each open to everyone."""

from django.urls import path

from . import views

app_name = "portal"
urlpatterns = [
    path("", views.find, name="find"),
    path("calendar.ics", views.calendar, name="calendar"),
    path("activities/<str:public_id>/", views.activity, name="activity"),
    path("activities/<str:public_id>/calendar.ics", views.activity_calendar, name="activity_calendar"),
    path("volunteers/", views.posts, name="posts"),
    path("volunteers/register/", views.register, name="register"),
    path("volunteers/<str:public_id>/", views.post, name="post"),
    path("volunteers/<str:public_id>/shifts/<int:pk>/", views.apply, name="apply"),
    path("mine/", views.mine, name="mine"),
    path("mine/contact/", views.contact, name="contact"),
    path("mine/code/", views.prove, name="prove"),
    path("mine/services/<int:pk>/", views.correct, name="correct"),
    path("mine/shifts/<int:pk>/leave/", views.leave_shift, name="leave_shift"),
    path("mine/applications/<int:pk>/withdraw/", views.withdraw_application, name="withdraw_application"),
    path("mine/leave/", views.leave, name="leave"),
    path("campaigns/<str:public_id>/", views.campaign, name="campaign"),
]
