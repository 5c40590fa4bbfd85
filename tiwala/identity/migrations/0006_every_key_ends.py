from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0005_keys_end_within_a_year")]
    operations = [migrations.AlterField(model_name="apikey", name="expires_at", field=models.DateTimeField())]
