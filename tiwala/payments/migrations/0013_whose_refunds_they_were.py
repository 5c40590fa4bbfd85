"""Every refund that went by a rail is given the try that brought its money: the one at the payment's own account."""

from django.db import migrations

_GIVE = """
UPDATE payments_refund r SET attempt_id = (
    SELECT a.id FROM payments_attempt a
     WHERE a.payment_id = r.payment_id AND a.found_minor > 0
     ORDER BY (a.gateway_account_ref = p.gateway_account_ref) DESC, a.state_at DESC LIMIT 1)
  FROM payments_payment p
 WHERE p.id = r.payment_id AND r."to" = 'gateway' AND r.attempt_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0012_refunds_know_their_attempt")]
    operations = [migrations.RunSQL(_GIVE, migrations.RunSQL.noop)]
