from django.apps import AppConfig


class GatewaysConfig(AppConfig):
    name = "mashang.gateways"
    label = "gateways"

    def ready(self) -> None:
        from mashang.gateways.mail.adapter import plug_in as plug_in_mail
        from mashang.gateways.sms.adapter import plug_in as plug_in_sms
        from mashang.gateways.workchat.adapter import plug_in as plug_in_chat

        plug_in_mail()
        plug_in_sms()
        plug_in_chat()
