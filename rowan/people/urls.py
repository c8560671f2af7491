from django.urls import path

from rowan.people.views import contact, persons

urlpatterns = [
    path("c/new/", persons.file_new, name="file-new"),
    path("c/<reference:reference>/people/", persons.people, name="people"),
    path("c/<reference:reference>/people/new/<slug:part>/", persons.person_add, name="person-add"),
    path("c/<reference:reference>/people/<uuid:pk>/", persons.person_change, name="person-change"),
    path("c/<reference:reference>/contact/", contact.contact, name="contact"),
    path(
        "c/<reference:reference>/contact/new/<uuid:person>/<slug:kind>/",
        contact.contact_add,
        name="contact-add",
    ),
    path("c/<reference:reference>/contact/<uuid:pk>/", contact.contact_change, name="contact-change"),
    path(
        "c/<reference:reference>/contact/<uuid:pk>/reveal/<slug:field>/",
        contact.contact_reveal,
        name="contact-reveal",
    ),
]
