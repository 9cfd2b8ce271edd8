from django.urls import path

from . import views
from .desks import MessageDesk, NoticeDesk

app_name = "notices"
urlpatterns = [
    path("outbox/pause/", views.pause, name="pause"),
    path("outbox/resume/", views.resume, name="resume"),
    path("notices/<int:pk>/open/", views.open_notice, name="open"),
    path("notices/<int:pk>/reach/", views.reach, name="reach"),
    path("notices/<int:pk>/phones/", views.phones, name="phones"),
    path("notices/<int:pk>/remind/", views.remind, name="remind"),
    path("notices/<int:pk>/print/", views.print_notice, name="print"),
    path("notices/<int:pk>/attach/", views.attach, name="attach"),
    path("notices/<int:pk>/relay/", views.report_relay, name="report_relay"),
    path("notices/attachments/<int:pk>/", views.attachment, name="attachment"),
    path("notices/attachments/<int:pk>/remove/", views.detach, name="detach"),
    path("notices/relays/<int:pk>/remove/", views.retract_relay, name="retract_relay"),
    *MessageDesk.urls(),
    *NoticeDesk.urls(),
]
