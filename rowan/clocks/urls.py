from django.urls import path

from rowan.clocks import views

urlpatterns = [
    path("c/<reference:reference>/limits/", views.limits, name="limits"),
    path("c/<reference:reference>/limits/<uuid:pk>/pause/", views.limit_pause, name="limit-pause"),
    path("c/<reference:reference>/limits/<uuid:pk>/on/", views.limit_go_on, name="limit-go-on"),
    path("c/<reference:reference>/limits/<uuid:pk>/why/", views.limit_explain, name="limit-explain"),
]
