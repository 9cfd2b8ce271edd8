from django.urls import path

from . import views

app_name = "terms"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:kind>/", views.words, name="words"),
    path("<slug:kind>/word/", views.keep_word, name="keep_word"),
]
