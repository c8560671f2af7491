from django.urls import path

from rowan.accounts import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account-sign-in"),
    path("check/", views.check, name="account-check"),
    path("factor/", views.factor, name="account-factor"),
    path("factor/done/", views.factor_done, name="account-factor-done"),
    path("", views.account, name="account"),
    path("service/", views.choose_service, name="account-service"),
    path("language/", views.language, name="account-language"),
    path("back/", views.back, name="account-back"),
    path("thanks/", views.thanks, name="account-thanks"),
    path("hide/", views.hide, name="account-hide"),
    path("hidden/", views.hidden, name="account-hidden"),
    path("locked/", views.locked, name="account-locked"),
    path("alive/", views.alive, name="account-alive"),
    path("sign-out/", views.sign_out, name="account-sign-out"),
    path("signed-out/", views.signed_out, name="account-signed-out"),
    path("join/<str:secret>/", views.join, name="account-join"),
]
