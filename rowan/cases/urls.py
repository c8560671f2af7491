from django.urls import path

from rowan.cases import views

urlpatterns = [path("c/", views.case_list, name="cases")]
