from django.db import migrations


class Migration(migrations.Migration):
    """Staff always need a second factor outside a demo, so nothing is kept by which one could be let off."""

    dependencies = [("accounts", "0004_invitations_of_the_platform")]

    operations = [migrations.RemoveField(model_name="user", name="mfa_required")]
