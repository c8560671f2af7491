from django.urls import path

from rowan.sharing import views
from rowan.sharing.agreements.views import answers, explaining, page, words

urlpatterns = [
    path("c/<reference:reference>/agreement/", page.agreement, name="agreement"),
    path("c/<reference:reference>/agreement/new/", explaining.agreement_new, name="agreement-new"),
    path("c/<reference:reference>/agreement/agencies/", answers.agreement_agency, name="agreement-agency"),
    path(
        "c/<reference:reference>/agreement/research/", answers.agreement_research, name="agreement-research"
    ),
    path("c/<reference:reference>/agreement/never/", answers.agreement_never, name="agreement-never"),
    path(
        "c/<reference:reference>/agreement/never/<uuid:pk>/",
        answers.agreement_never_end,
        name="agreement-never-end",
    ),
    path("c/<reference:reference>/agreement/<uuid:pk>/", explaining.agreement_one, name="agreement-one"),
    path(
        "c/<reference:reference>/agreement/<uuid:pk>/how/", explaining.agreement_mode, name="agreement-mode"
    ),
    path(
        "c/<reference:reference>/agreement/<uuid:pk>/client/",
        explaining.agreement_turned,
        name="agreement-turned",
    ),
    path(
        "c/<reference:reference>/agreement/<uuid:pk>/copy/", explaining.agreement_copy, name="agreement-copy"
    ),
    path("settings/agreement/", words.settings_agreement, name="settings-agreement"),
    path("c/<reference:reference>/sharing/", views.ledger, name="sharing"),
    path("c/<reference:reference>/papers/out/<uuid:pk>/", views.paper_out, name="paper-out"),
    path("c/<reference:reference>/papers/told/<uuid:pk>/", views.outcome_out, name="outcome-out"),
]
