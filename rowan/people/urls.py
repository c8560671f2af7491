from django.urls import path

from rowan.people import views

urlpatterns = [
    path("c/new/", views.file_new, name="file-new"),
    path("c/<reference:reference>/people/", views.people, name="people"),
    path("c/<reference:reference>/people/new/<slug:part>/", views.person_add, name="person-add"),
    path("c/<reference:reference>/people/<uuid:pk>/", views.person_change, name="person-change"),
    path("c/<reference:reference>/contact/", views.contact, name="contact"),
    path(
        "c/<reference:reference>/contact/new/<uuid:person>/<slug:kind>/",
        views.contact_add,
        name="contact-add",
    ),
    path("c/<reference:reference>/contact/<uuid:pk>/", views.contact_change, name="contact-change"),
    path(
        "c/<reference:reference>/contact/<uuid:pk>/reveal/<slug:field>/",
        views.contact_reveal,
        name="contact-reveal",
    ),
]
