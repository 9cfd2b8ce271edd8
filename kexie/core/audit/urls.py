from .desks import TrailDesk

app_name = "audit"
urlpatterns = [*TrailDesk.urls()]
