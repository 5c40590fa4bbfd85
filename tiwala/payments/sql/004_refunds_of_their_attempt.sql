-- Money goes back by the rail to the try that brought it, and never more than that one brought: also under a race.
CREATE FUNCTION payments_refund_of_its_attempt() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    came bigint;
    gone bigint;
BEGIN
    IF NEW."to" <> 'gateway' THEN
        RETURN NEW;
    END IF;
    SELECT found_minor - reversed_minor INTO came FROM payments_attempt
     WHERE id = NEW.attempt_id AND payment_id = NEW.payment_id AND found_currency = NEW.currency AND state = 'captured'
       FOR UPDATE;
    IF came IS NULL THEN
        RAISE EXCEPTION 'payments: a refund goes back to a try of its payment that brought money';
    END IF;
    SELECT coalesce(sum(amount_minor), 0) INTO gone FROM payments_refund
     WHERE attempt_id = NEW.attempt_id AND "to" = 'gateway' AND state <> 'failed';
    IF gone + NEW.amount_minor > came THEN
        RAISE EXCEPTION 'payments: a try gives back no more than it brought';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refund_of_its_attempt BEFORE INSERT ON payments_refund
    FOR EACH ROW EXECUTE FUNCTION payments_refund_of_its_attempt();
