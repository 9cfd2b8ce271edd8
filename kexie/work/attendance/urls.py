from django.urls import path

from . import views

app_name = "attendance"
urlpatterns = [
    path("door/worker.js", views.door_worker, name="door_worker"),
    path("door/api/list/", views.door_list, name="door_list"),
    path("door/api/scans/", views.door_scans, name="door_scans"),
    path("door/<slug:secret>/", views.door, name="door"),
    path("here/<slug:activity>/<int:ordinal>/<slug:code>/", views.here, name="here"),
    path("attendance/", views.sessions, name="sessions"),
    path("attendance/sessions/<int:pk>/", views.session, name="session"),
    path("attendance/sessions/<int:pk>/check-in/", views.check_in, name="check_in"),
    path("attendance/sessions/<int:pk>/headcount/", views.headcount, name="headcount"),
    path("attendance/sessions/<int:pk>/settle/", views.settle, name="settle"),
    path("attendance/sessions/<int:pk>/paper/", views.paper, name="paper"),
    path("attendance/sessions/<int:pk>/list.xlsx", views.export, name="export"),
    path("attendance/headcounts/<int:pk>/remove/", views.remove_headcount, name="remove_headcount"),
    path("attendance/records/<int:pk>/look-at/", views.look_at, name="look_at"),
    path("attendance/activities/<int:pk>/doors/", views.doors, name="doors"),
    path("attendance/activities/<int:pk>/doors/open/", views.open_door, name="open_door"),
    path("attendance/devices/<int:pk>/revoke/", views.revoke_door, name="revoke_door"),
]
