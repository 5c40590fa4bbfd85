-- A running balance per subject for the accounts where single rows are asked for and locked.
-- Run as the owner, so that the application's role may read the table and nothing more.
CREATE FUNCTION ledger_keep_subject_balance() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added WHERE subject = ''
                  AND account_code IN ('receivable', 'customer_credit', 'unapplied', 'refunds_due')) THEN
        RAISE EXCEPTION 'a posting on a subject account names its subject' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO ledger_subject_balance AS kept (account_code, subject, currency, balance_minor)
    SELECT account_code, subject, currency, sum(amount_minor)
      FROM added
     WHERE account_code IN ('receivable', 'customer_credit', 'unapplied', 'refunds_due')
     GROUP BY account_code, subject, currency
     ORDER BY account_code, subject, currency
    ON CONFLICT (account_code, subject, currency)
    DO UPDATE SET balance_minor = kept.balance_minor + EXCLUDED.balance_minor;
    RETURN NULL;
END
$$;

CREATE TRIGGER ledger_posting_subject_balance AFTER INSERT ON ledger_posting
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep_subject_balance();

-- Lock the balance row until the transaction ends, making it first when it is not there.
CREATE FUNCTION ledger_lock_subject(wanted_account text, wanted_subject text, wanted_currency text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    found bigint;
BEGIN
    INSERT INTO ledger_subject_balance (account_code, subject, currency, balance_minor)
    VALUES (wanted_account, wanted_subject, wanted_currency, 0)
    ON CONFLICT (account_code, subject, currency) DO NOTHING;
    SELECT balance_minor INTO found FROM ledger_subject_balance
     WHERE account_code = wanted_account AND subject = wanted_subject AND currency = wanted_currency
       FOR UPDATE;
    RETURN found;
END
$$;
