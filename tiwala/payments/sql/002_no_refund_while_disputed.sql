-- While a payer's bank has not decided, nothing of that payment is given back beside it: the payer would have it twice.
CREATE FUNCTION payments_no_refund_while_disputed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM payments_dispute
                WHERE payment_id = NEW.payment_id AND state IN ('needs_answer', 'under_review')) THEN
        RAISE EXCEPTION 'payments: a disputed payment gives nothing back';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER no_refund_while_disputed BEFORE INSERT ON payments_refund
    FOR EACH ROW EXECUTE FUNCTION payments_no_refund_while_disputed();
