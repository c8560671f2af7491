from django.urls import path

from rowan.assessments.intake import views

urlpatterns = [
    path("c/<reference:reference>/intake/", views.intake, name="intake"),
    path("c/<reference:reference>/intake/first/", views.first, name="intake-first"),
    path("c/<reference:reference>/intake/sign/", views.sign, name="intake-sign"),
    path("c/<reference:reference>/intake/signed/<uuid:pk>/", views.signed, name="intake-signed"),
    path("c/<reference:reference>/intake/active/", views.active, name="intake-active"),
    path("c/<reference:reference>/intake/before/", views.before, name="intake-before"),
    path(
        "c/<reference:reference>/intake/person/new/<slug:part>/", views.person_new, name="intake-person-new"
    ),
    path("c/<reference:reference>/intake/person/<uuid:pk>/", views.person, name="intake-person"),
    path("c/<reference:reference>/intake/<slug:part>/", views.part, name="intake-part"),
]
