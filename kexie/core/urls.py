from django.urls import path

from . import views

app_name = "core"
urlpatterns = [path("print-size/", views.print_size, name="print_size")]
