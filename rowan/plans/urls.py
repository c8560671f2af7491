from django.urls import path

from rowan.plans import turned, views

urlpatterns = [
    path("c/<reference:reference>/plan/", views.plan, name="plan"),
    path("c/<reference:reference>/plan/rows/new/", views.action_new, name="plan-action-new"),
    path("c/<reference:reference>/plan/rows/<uuid:pk>/", views.action, name="plan-action"),
    path("c/<reference:reference>/plan/rows/<uuid:pk>/done/", views.action_done, name="plan-action-done"),
    path("c/<reference:reference>/plan/risks/<str:risk>/", views.risk_left, name="plan-risk-left"),
    path("c/<reference:reference>/plan/gone-over/", views.review, name="plan-review"),
    path("c/<reference:reference>/plan/turn/", turned.turn, name="plan-turn"),
    path("c/<reference:reference>/plan/turned/", turned.shown, name="plan-turned"),
    path("c/<reference:reference>/plan/copy/declined/", views.copy_declined, name="plan-copy-declined"),
]
