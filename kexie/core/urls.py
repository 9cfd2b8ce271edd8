from django.urls import path

from . import components, picking, views

app_name = "core"
urlpatterns = [
    path("design/", components.design, name="design"),
    path("pick/<slug:app>/<slug:model>/", picking.pick, name="pick"),
    path("print-size/", views.print_size, name="print_size"),
]
