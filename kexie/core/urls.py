from django.urls import path

from . import components, views

app_name = "core"
urlpatterns = [
    path("design/", components.design, name="design"),
    path("print-size/", views.print_size, name="print_size"),
]
