from django.urls import path

from rowan.assessments import grid_views, views

urlpatterns = [
    path("c/<reference:reference>/risk/", views.risk, name="risk"),
    path("c/<reference:reference>/risk/start/", views.start, name="risk-start"),
    path("c/<reference:reference>/risk/grid/", grid_views.grids_page, name="grids"),
    path("c/<reference:reference>/risk/grid/start/", grid_views.start, name="grid-start"),
    path("f/<reference:reference>/", views.form, name="form"),
    path("f/<reference:reference>/<int:number>/", views.part, name="form-part"),
    path("f/<reference:reference>/check/", views.check, name="form-check"),
    path("f/<reference:reference>/new/", views.replace, name="form-replace"),
]
