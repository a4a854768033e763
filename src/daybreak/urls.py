"""Where each door hangs: bulletin and portal by language, desk, API, sign-in."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

handler400 = "daybreak.doors.refusals.unreadable"
urlpatterns = [
    path("desk/", include("daybreak.doors.desk.urls")),
    path("api/v1/", include("daybreak.doors.api.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("daybreak.doors.bulletin.machine_urls")),
    *i18n_patterns(
        path("", include("daybreak.doors.portal.urls")),
        path("", include("daybreak.doors.bulletin.urls")),
    ),
]
