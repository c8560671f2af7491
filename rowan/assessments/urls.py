from django.urls import path

from rowan.assessments import grid_views
from rowan.assessments.views import again, blank, forms, help, marac, risk, safeguarding, signing, turned

urlpatterns = [
    path("c/<reference:reference>/risk/", risk.risk, name="risk"),
    path("c/<reference:reference>/risk/start/", risk.start, name="risk-start"),
    path("c/<reference:reference>/risk/level/", risk.level, name="risk-level"),
    path("c/<reference:reference>/risk/new/", risk.incident, name="risk-incident"),
    path("c/<reference:reference>/risk/theirs/", risk.others, name="risk-others"),
    path("c/<reference:reference>/risk/task/", marac.task, name="marac-task"),
    path("c/<reference:reference>/risk/task/ask/", marac.ask, name="marac-ask"),
    path("c/<reference:reference>/risk/safety/", safeguarding.listed, name="safeguarding"),
    path("c/<reference:reference>/risk/safety/begin/", safeguarding.begin, name="safeguarding-begin"),
    path(
        "c/<reference:reference>/risk/safety/<uuid:pk>/", safeguarding.referral, name="safeguarding-referral"
    ),
    path(
        "c/<reference:reference>/risk/safety/<uuid:pk>/others/",
        safeguarding.by_others,
        name="safeguarding-others",
    ),
    path(
        "c/<reference:reference>/risk/safety/<uuid:pk>/answer/",
        safeguarding.answered,
        name="safeguarding-answer",
    ),
    path(
        "c/<reference:reference>/risk/safety/<uuid:pk>/not/", safeguarding.not_made, name="safeguarding-not"
    ),
    path("c/<reference:reference>/risk/safety/<uuid:pk>/seen/", safeguarding.seen, name="safeguarding-seen"),
    path("c/<reference:reference>/risk/grid/", grid_views.grids_page, name="grids"),
    path("c/<reference:reference>/risk/grid/start/", grid_views.start, name="grid-start"),
    path("f/paper/<slug:instrument>/", blank.form_blank, name="form-blank"),
    path("f/<reference:reference>/", forms.form, name="form"),
    path("f/<reference:reference>/<int:number>/", forms.part, name="form-part"),
    path("f/<reference:reference>/turn/", turned.turn, name="form-turn"),
    path("f/<reference:reference>/turned/", turned.shown, name="form-turned"),
    path("f/<reference:reference>/check/", forms.check, name="form-check"),
    path("f/<reference:reference>/sign/", signing.form_sign, name="form-sign"),
    path("f/<reference:reference>/new/", forms.replace, name="form-replace"),
    path("f/<reference:reference>/again/", again.stand, name="form-again"),
    path("f/<reference:reference>/compare/", again.compare, name="form-compare"),
    path("help/asking/", help.dash, name="dash-help"),
]
