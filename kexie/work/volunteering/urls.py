from .desks import TeamStrengthDesk, VolunteerDesk

app_name = "volunteering"
urlpatterns = [*VolunteerDesk.urls(), *TeamStrengthDesk.urls()]
