from django.urls import path

from rowan.cases import views, views_concerns

urlpatterns = [
    path("c/", views.case_list, name="cases"),
    path("c/of/<uuid:pk>/", views.worker_cases, name="worker-cases"),
    path("c/<reference:reference>/workers/", views.case_workers, name="case-workers"),
    path("c/<reference:reference>/workers/<uuid:pk>/end/", views.case_worker_end, name="case-worker-end"),
    path("c/<reference:reference>/concerns/", views_concerns.concerns, name="concerns"),
    path("c/<reference:reference>/concerns/<uuid:pk>/", views_concerns.concern, name="concern"),
    path("c/<reference:reference>/hand-over/", views.case_hand_over, name="case-hand-over"),
]
