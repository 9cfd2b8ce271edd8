from django.urls import path

from . import views
from .desks import CertificateDesk

app_name = "certificates"
urlpatterns = [
    path("check/", views.check, name="check"),
    path("check/<slug:code>/", views.checked, name="checked"),
    path("certificates/<int:pk>/paper/", views.paper, name="paper"),
    path("certificates/<int:pk>/revoke/", views.revoke, name="revoke"),
    *CertificateDesk.urls(),
]
