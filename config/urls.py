from django.urls import include, path

urlpatterns = [
    path("account/", include("rowan.accounts.urls")),
    path("", include("rowan.files.urls")),
    path("", include("rowan.clocks.urls")),
    path("", include("rowan.rota.urls")),
    path("", include("rowan.people.urls")),
    path("", include("rowan.cases.urls")),
    path("", include("rowan.referrals.urls")),
    path("", include("rowan.sharing.urls")),
    path("", include("rowan.instruments.urls")),
    path("", include("rowan.assessments.urls")),
    path("", include("rowan.assessments.intake.urls")),
    path("", include("rowan.plans.urls")),
    path("", include("rowan.workspace.urls")),
]

handler400 = "rowan.files.views.not_taken"
handler404 = "rowan.files.views.no_such_page"
handler500 = "rowan.files.views.fault"
