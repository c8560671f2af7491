from django.urls import path

from rowan.referrals.views import lists, referral

urlpatterns = [
    path("r/", referral.referral_list, name="referrals"),
    path("r/new/", referral.referral_new, name="referral-new"),
    path("r/lists/new/", lists.list_new, name="referral-list-new"),
    path("r/lists/<uuid:pk>/", lists.list_read, name="referral-list"),
    path("r/lines/<uuid:pk>/keep/", lists.row_keep, name="referral-row-keep"),
    path("r/lines/<uuid:pk>/dismiss/", lists.row_dismiss, name="referral-row-dismiss"),
    path("r/<reference:reference>/", referral.referral, name="referral"),
    path("r/<reference:reference>/match/", referral.referral_match, name="referral-match"),
    path("r/<reference:reference>/conflict/", referral.referral_conflict, name="referral-conflict"),
    path("r/<reference:reference>/allocate/", referral.referral_allocate, name="referral-allocate"),
    path("r/<reference:reference>/tries/new/", referral.referral_try, name="referral-try"),
    path("r/<reference:reference>/tries/<uuid:pk>/why/", referral.referral_why, name="referral-why"),
    path("r/<reference:reference>/engage/", referral.referral_engage, name="referral-engage"),
]
