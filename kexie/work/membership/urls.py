from .desks import HeadcountDesk, MembershipDesk

app_name = "membership"
urlpatterns = [*MembershipDesk.urls(), *HeadcountDesk.urls()]
