from django.urls import path

from rowan.common import views

urlpatterns = [
    path("help/", views.help_page, name="help"),
    path("help/parts/", views.parts, name="parts"),
    path("help/parts/<slug:name>/", views.part_page, name="part-page"),
]
