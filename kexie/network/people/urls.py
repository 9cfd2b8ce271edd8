from django.urls import path

from . import views
from .desks import PersonDesk

app_name = "people"
urlpatterns = [path("accounts/<int:pk>/", views.link_account, name="link_account"), *PersonDesk.urls()]
