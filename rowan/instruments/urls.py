from django.urls import path

from rowan.instruments import views

urlpatterns = [
    path("settings/wording/", views.listed, name="wording"),
    path("settings/wording/<uuid:pk>/", views.pack, name="wording-pack"),
    path("settings/wording/<uuid:pk>/use/", views.use, name="wording-use"),
    path("settings/wording/<slug:instrument>/own/", views.use_own, name="wording-own"),
    path("settings/wording/<slug:instrument>/load/", views.load, name="wording-load"),
    path("settings/wording/<slug:instrument>/table/", views.table, name="wording-table"),
]
