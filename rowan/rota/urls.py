from django.urls import path

from rowan.rota import views

urlpatterns = [
    path("rota/", views.rota, name="rota"),
    path("rota/duty/", views.duty_add, name="rota-duty"),
    path("rota/duty/<uuid:pk>/end/", views.duty_end, name="rota-duty-end"),
    path("rota/away/<uuid:pk>/end/", views.away_end, name="rota-away-end"),
    path("rota/teams/", views.teams, name="rota-teams"),
    path("rota/teams/<uuid:pk>/", views.team, name="rota-team"),
    path("rota/teams/<uuid:pk>/end/", views.team_end, name="rota-team-end"),
    path("rota/<uuid:pk>/", views.worker, name="rota-worker"),
    path("rota/<uuid:pk>/away/", views.away, name="rota-away"),
]
