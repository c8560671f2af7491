from django.urls import path

from rowan.access.routes import own
from rowan.common import views as help_pages
from rowan.workspace.views import day, deciding, find, overview, settings

signed_in = own(methods=("GET",))

urlpatterns = [
    path("help/", signed_in(help_pages.help_page), name="help"),
    path("help/parts/", signed_in(help_pages.parts), name="parts"),
    path("help/parts/<slug:name>/", signed_in(help_pages.part_page), name="part-page"),
    path("", day.day, name="day"),
    path("find/", find.find, name="find"),
    path("find/<slug:token>/", find.find_result, name="find-result"),
    path("c/<reference:reference>/", overview.case, name="case"),
    path("seen/<uuid:pk>/", day.lowered_seen, name="lowered-seen"),
    path("settings/", settings.settings, name="settings"),
    path("settings/agencies/", settings.agency_list, name="settings-agencies"),
    path("settings/agencies/<uuid:pk>/", settings.service_add, name="settings-service-add"),
    path("settings/services/<uuid:pk>/", settings.first_manager, name="settings-first-manager"),
    path("settings/behind/<uuid:pk>/", settings.stand_behind, name="settings-stand-behind"),
    path("settings/alerts/<uuid:pk>/", settings.alert_seen, name="settings-alert-seen"),
    path("settings/link/", settings.link, name="settings-link"),
    path("settings/people/", settings.people, name="settings-people"),
    path("settings/people/<uuid:pk>/", settings.role_give, name="settings-role-give"),
    path("settings/roles/<uuid:pk>/end/", settings.role_end, name="settings-role-end"),
    path("settings/roles/<uuid:pk>/confirm/", settings.role_second, name="settings-role-second"),
    path("settings/roles/", settings.roles, name="settings-roles"),
    path("settings/service/", deciding.service_settings, name="settings-service"),
    path("settings/opening/", deciding.opening, name="settings-opening"),
    path("settings/lists/", deciding.lists, name="settings-lists"),
    path("settings/flow/", deciding.flow, name="settings-flow"),
    path("settings/sources/", deciding.sources, name="settings-sources"),
    path("settings/sources/<uuid:pk>/", deciding.source, name="settings-source"),
    path("settings/sources/<uuid:pk>/end/", deciding.source_end, name="settings-source-end"),
    path("settings/ready/", deciding.ready, name="settings-ready"),
]
