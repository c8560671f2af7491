from django.urls import path

from rowan.people.views import contact, persons, reaching

urlpatterns = [
    path("c/new/", persons.file_new, name="file-new"),
    path("c/<reference:reference>/people/", persons.people, name="people"),
    path("c/<reference:reference>/people/new/<slug:part>/", persons.person_add, name="person-add"),
    path("c/<reference:reference>/people/<uuid:pk>/", persons.person_change, name="person-change"),
    path("c/<reference:reference>/people/<uuid:pk>/remove/", persons.person_remove, name="person-remove"),
    path("c/<reference:reference>/contact/", contact.contact, name="contact"),
    path(
        "c/<reference:reference>/contact/new/<uuid:person>/<slug:kind>/",
        contact.contact_add,
        name="contact-add",
    ),
    path("c/<reference:reference>/contact/happened/", reaching.contact_happened, name="contact-happened"),
    path("c/<reference:reference>/contact/rule/", reaching.contact_rule, name="contact-rule"),
    path(
        "c/<reference:reference>/contact/times/<uuid:pk>/end/",
        contact.contact_time_end,
        name="contact-time-end",
    ),
    path(
        "c/<reference:reference>/contact/opened/<uuid:pk>/",
        reaching.contact_approach,
        name="contact-approach",
    ),
    path("c/<reference:reference>/contact/<uuid:pk>/times/", contact.contact_times, name="contact-times"),
    path(
        "c/<reference:reference>/contact/<uuid:pk>/use/<slug:channel>/",
        reaching.contact_use,
        name="contact-use",
    ),
    path("c/<reference:reference>/contact/<uuid:pk>/", contact.contact_change, name="contact-change"),
    path(
        "c/<reference:reference>/contact/<uuid:pk>/reveal/<slug:field>/",
        contact.contact_reveal,
        name="contact-reveal",
    ),
]
