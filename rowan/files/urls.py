from django.urls import path, register_converter

from rowan.common.references import ReferenceConverter
from rowan.files import views

register_converter(ReferenceConverter, "reference")

urlpatterns = [
    path("c/<reference:reference>/timeline/", views.timeline, name="timeline"),
    path("c/<reference:reference>/begun/", views.begun, name="begun"),
    path("c/<reference:reference>/opened/", views.opened, name="opened"),
    path("c/<reference:reference>/papers/", views.papers, name="papers"),
    path("c/<reference:reference>/papers/<uuid:pk>/", views.paper, name="paper"),
    path("drafts/", views.unfinished, name="unfinished"),
    path("drafts/<uuid:pk>/throw/", views.unfinished_throw, name="unfinished-throw"),
]
