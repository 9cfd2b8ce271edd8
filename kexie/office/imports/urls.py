from django.urls import path

from . import views
from .desks import BatchDesk

app_name = "imports"
urlpatterns = [
    path("", views.start, name="start"),
    path("batches/<int:pk>/", views.batch_detail, name="batch_detail"),
    path("batches/<int:pk>/apply/", views.apply, name="apply"),
    path("batches/<int:pk>/preview/", views.preview, name="preview"),
    path("batches/<int:pk>/discard/", views.discard, name="discard"),
    path("batches/<int:pk>/undo/", views.undo, name="undo"),
    path("batches/<int:pk>/refused/", views.refused, name="refused"),
    path("batches/<int:pk>/organisation/", views.choose_organisation, name="choose_organisation"),
    path("tables/<int:pk>/correct/", views.correct, name="correct"),
    *BatchDesk.urls(),
]
