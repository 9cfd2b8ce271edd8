from django.urls import path

from . import views
from .desks import AssemblyDesk, QuestionDesk

app_name = "votes"
urlpatterns = [
    path("vote/", views.enter_code, name="enter_code"),
    path("vote/<slug:code>/", views.voter, name="voter"),
    path("assemblies/recount.py", views.recount_program, name="recount_program"),
    path("assemblies/<int:pk>/roll/", views.roll, name="roll"),
    path("assemblies/<int:pk>/roll/clear/", views.clear_roll, name="clear_roll"),
    path("assemblies/<int:pk>/roll/list.xlsx", views.roll_export, name="roll_export"),
    path("assemblies/<int:pk>/open/", views.open_assembly, name="open_assembly"),
    path("assemblies/<int:pk>/presence/", views.presence, name="presence"),
    path("assemblies/<int:pk>/codes/", views.codes, name="codes"),
    path("assemblies/<int:pk>/screen/", views.screen, name="screen"),
    path("assemblies/<int:pk>/end/", views.end_assembly, name="end_assembly"),
    path("assemblies/<int:pk>/take-office/", views.take_office, name="take_office"),
    path("assemblies/<int:pk>/papers/<slug:kind>/", views.paper, name="paper"),
    path("assemblies/<int:pk>/recount.json", views.recount_file, name="recount_file"),
    path("questions/<int:pk>/ballot/", views.ballot, name="ballot"),
    path("questions/<int:pk>/open/", views.open_vote, name="open_vote"),
    path("questions/<int:pk>/hand-out/", views.hand_out, name="hand_out"),
    path("questions/<int:pk>/take-back/", views.take_back_paper, name="take_back_paper"),
    path("questions/<int:pk>/close/", views.close_vote, name="close_vote"),
    path("questions/<int:pk>/tally/<int:ordinal>/", views.tally, name="tally"),
    path("questions/<int:pk>/count/", views.count_votes, name="count_votes"),
    path("questions/<int:pk>/next-round/", views.next_round, name="next_round"),
    path("questions/<int:pk>/remove/", views.remove_question, name="remove_question"),
    *QuestionDesk.urls(),
    *AssemblyDesk.urls(),
]
