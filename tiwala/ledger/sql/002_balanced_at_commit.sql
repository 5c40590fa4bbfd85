-- At commit each new entry has at least two postings and sums to zero in every currency.
-- One check an entry, not one a posting: postings may only join an entry of their own transaction.
ALTER TABLE ledger_entry ADD COLUMN born_in xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE FUNCTION ledger_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sides bigint;
    crooked text;
BEGIN
    SELECT sum(t.sides), string_agg(t.currency, ', ') FILTER (WHERE t.total <> 0)
      INTO sides, crooked
      FROM (SELECT currency, count(*) AS sides, sum(amount_minor) AS total
              FROM ledger_posting WHERE entry_id = NEW.id GROUP BY currency) t;
    IF coalesce(sides, 0) < 2 THEN
        RAISE EXCEPTION 'entry % has fewer than two postings', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    IF crooked IS NOT NULL THEN
        RAISE EXCEPTION 'entry % does not balance in %', NEW.id, crooked USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER ledger_entry_balanced AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_balances();

CREATE FUNCTION ledger_entry_is_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM ledger_entry e
                WHERE e.id IN (SELECT entry_id FROM added) AND e.born_in <> pg_current_xact_id()) THEN
        RAISE EXCEPTION 'an entry takes postings only while it is written' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER ledger_posting_joins_new_entry AFTER INSERT ON ledger_posting
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_is_closed();
