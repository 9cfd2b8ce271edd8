from django.urls import path

from . import views
from .desks import AssessmentDesk, RuleVersionDesk

app_name = "assessment"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("method/", views.method, name="method"),
    path("assess/", views.assess, name="assess"),
    path("of/<int:pk>/", views.body, name="body"),
    path("bodies/<int:pk>/", views.assessment, name="assessment_detail"),
    path("bodies/<int:pk>/rectify/", views.rectify, name="rectify"),
    *AssessmentDesk.urls(),
    *RuleVersionDesk.urls(),
]
