from django.urls import path

from . import views
from .desks import QuestionnaireDesk, SignupDesk

app_name = "signups"
urlpatterns = [
    path("p/activities/<str:public_id>/sign-up/<int:number>/", views.sign_up, name="sign_up"),
    path("s/<slug:token>/", views.link, name="link"),
    path("s/<slug:token>/answers/", views.link_answers, name="link_answers"),
    path("s/<slug:token>/feedback/", views.link_feedback, name="link_feedback"),
    path("s/<slug:token>/<slug:name>/", views.link_move, name="link_move"),
    path("signups/sessions/<int:pk>/", views.session, name="session"),
    path("signups/sessions/<int:pk>/admission/", views.admission, name="admission"),
    path("signups/sessions/<int:pk>/desk/", views.desk_signup, name="desk_signup"),
    path("signups/sessions/<int:pk>/quotas/", views.quotas, name="quotas"),
    path("signups/sessions/<int:pk>/quotas/add/", views.add_quota, name="add_quota"),
    path("signups/quotas/<int:pk>/", views.change_quota, name="change_quota"),
    path("signups/quotas/<int:pk>/remove/", views.remove_quota, name="remove_quota"),
    path("signups/<int:pk>/arrange/", views.arrange, name="arrange"),
    path("signups/<int:pk>/answers/", views.change_answers, name="change_answers"),
    path("signups/<int:pk>/shift/", views.shift_signup, name="shift_signup"),
    path("signups/<int:pk>/reissue/", views.reissue, name="reissue"),
    *QuestionnaireDesk.urls(),
    *SignupDesk.urls(),
]
