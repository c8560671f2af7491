from django.urls import path

from rowan.referrals.views import arrival, ending, giving, lists, questions, referral, tries

urlpatterns = [
    path("r/", referral.referral_list, name="referrals"),
    path("r/new/", arrival.referral_new, name="referral-new"),
    path("r/known/", arrival.referral_known, name="referral-known"),
    path("r/form/", arrival.referral_blank, name="referral-blank"),
    path("r/lists/new/", lists.list_new, name="referral-list-new"),
    path("r/lists/<uuid:pk>/", lists.list_read, name="referral-list"),
    path("r/lines/<uuid:pk>/keep/", lists.row_keep, name="referral-row-keep"),
    path("r/lines/<uuid:pk>/dismiss/", lists.row_dismiss, name="referral-row-dismiss"),
    path("r/waiting/", giving.waiting_list, name="waiting"),
    path("r/<reference:reference>/", referral.referral, name="referral"),
    path("r/<reference:reference>/facts/", arrival.referral_facts, name="referral-facts"),
    path("r/<reference:reference>/received/<uuid:pk>/", arrival.referral_review, name="referral-review"),
    path("r/<reference:reference>/match/", questions.referral_match, name="referral-match"),
    path("r/<reference:reference>/conflict/", questions.referral_conflict, name="referral-conflict"),
    path("r/<reference:reference>/allocate/", giving.referral_allocate, name="referral-allocate"),
    path("r/<reference:reference>/wait/", giving.referral_wait, name="referral-wait"),
    path("r/<reference:reference>/place/", giving.referral_place, name="referral-place"),
    path("r/<reference:reference>/place/leave/", giving.referral_place_leave, name="referral-place-leave"),
    path("r/<reference:reference>/tries/new/", tries.referral_try, name="referral-try"),
    path("r/<reference:reference>/tries/no-answer/", tries.referral_no_answer, name="referral-no-answer"),
    path("r/<reference:reference>/tries/<uuid:pk>/busy/", tries.referral_try_busy, name="referral-try-busy"),
    path(
        "r/<reference:reference>/tries/<uuid:pk>/looked/",
        tries.referral_message_looked,
        name="referral-message-looked",
    ),
    path("r/<reference:reference>/tries/<uuid:pk>/why/", tries.referral_why, name="referral-why"),
    path("r/<reference:reference>/engage/", ending.referral_engage, name="referral-engage"),
]
