-- A saved method pays only while it is kept, only for its own customer, and only at the account it was kept at.
-- The row is share-locked, so that nobody forgets it between this look and the commit.
CREATE FUNCTION payments_saved_method_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept payments_savedmethod%ROWTYPE;
BEGIN
    SELECT * INTO kept FROM payments_savedmethod WHERE id = NEW.saved_method_id FOR SHARE;
    IF kept.state <> 'kept' OR kept.customer_ref <> NEW.customer_ref
       OR kept.gateway_account_ref <> NEW.gateway_account_ref OR kept.method <> NEW.method THEN
        RAISE EXCEPTION 'saved method % does not pay this', NEW.saved_method_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER saved_method_fits BEFORE INSERT ON payments_attempt
    FOR EACH ROW WHEN (NEW.saved_method_id IS NOT NULL) EXECUTE FUNCTION payments_saved_method_fits();

-- A method is kept by a consent to exactly that, of the same customer, given for the attempt that brought it.
CREATE FUNCTION payments_saved_method_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM payments_attempt a JOIN customers_consent c ON c.id = a.keep_consent_id
         WHERE a.id = NEW.saved_by_id AND c.id = NEW.consent_id AND c.purpose = 'keep_method'
           AND c.customer_ref = NEW.customer_ref AND a.customer_ref = NEW.customer_ref
           AND a.gateway_account_ref = NEW.gateway_account_ref) THEN
        RAISE EXCEPTION 'nobody agreed that this method be kept' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER saved_method_agreed BEFORE INSERT ON payments_savedmethod
    FOR EACH ROW EXECUTE FUNCTION payments_saved_method_agreed();
