from django.urls import path

from . import views
from .desks import ChainDesk

app_name = "approvals"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<int:pk>/agree/", views.agree, name="agree"),
    path("<int:pk>/send-back/", views.send_back, name="send_back"),
    *ChainDesk.urls(),
]
