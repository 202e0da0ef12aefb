from django.apps import AppConfig


class GatewaysConfig(AppConfig):
    name = "mashang.gateways"
    label = "gateways"

    def ready(self) -> None:
        from mashang.gateways.mail.adapter import plug_in

        plug_in()
