from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "rowan.accounts"

    def ready(self):
        from rowan.accounts import events  # noqa: F401
