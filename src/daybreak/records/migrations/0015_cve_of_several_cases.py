from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0014_signed_for_its_list'),
    ]

    operations = [
        migrations.AlterField(
            model_name='vulnerability',
            name='cve_id',
            field=models.CharField(db_index=True, max_length=24, null=True),
        ),
    ]
