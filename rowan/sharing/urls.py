from django.urls import path

from rowan.sharing import views

urlpatterns = [
    path("c/<reference:reference>/sharing/", views.ledger, name="sharing"),
    path("c/<reference:reference>/papers/out/<uuid:pk>/", views.paper_out, name="paper-out"),
    path("c/<reference:reference>/papers/told/<uuid:pk>/", views.outcome_out, name="outcome-out"),
]
