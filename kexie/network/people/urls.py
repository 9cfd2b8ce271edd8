from .desks import PersonDesk

app_name = "people"
urlpatterns = [*PersonDesk.urls()]
