-- The last guard of an agreement's limits. Whoever begins to collect locks the agreement, so that two at once are counted
-- one after the other; what is under way or paid in the same civil month counts.
CREATE FUNCTION autopay_within_limits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    agreed autopay_agreement%ROWTYPE;
    yes customers_consent%ROWTYPE;
    taken bigint;
BEGIN
    SELECT * INTO agreed FROM autopay_agreement WHERE id = NEW.agreement_id FOR UPDATE;
    IF agreed.state <> 'active' THEN
        RAISE EXCEPTION 'agreement % is %', agreed.id, agreed.state USING ERRCODE = 'check_violation';
    END IF;
    IF agreed.currency <> NEW.currency OR agreed.customer_ref <> NEW.customer_ref THEN
        RAISE EXCEPTION 'agreement % is about something else', agreed.id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.consent_id IS NOT NULL THEN
        SELECT * INTO yes FROM customers_consent WHERE id = NEW.consent_id;
        IF yes.purpose = 'autopay_once' AND yes.customer_ref = NEW.customer_ref THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'nobody agreed to this collection' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.amount_minor > agreed.cap_minor THEN
        RAISE EXCEPTION 'above the most at a time' USING ERRCODE = 'check_violation';
    END IF;
    SELECT coalesce(sum(amount_minor), 0) INTO taken FROM autopay_collection
     WHERE agreement_id = NEW.agreement_id AND month = NEW.month AND state IN ('trying', 'paid') AND id <> NEW.id;
    IF taken + NEW.amount_minor > agreed.month_cap_minor THEN
        RAISE EXCEPTION 'above the most in a month' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER within_limits BEFORE UPDATE OF state ON autopay_collection
    FOR EACH ROW WHEN (NEW.state = 'trying' AND OLD.state <> 'trying') EXECUTE FUNCTION autopay_within_limits();

-- Nothing begins its life as tried or paid, so that the guard above sees every try.
CREATE FUNCTION autopay_begins_quietly() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state NOT IN ('planned', 'asks') THEN
        RAISE EXCEPTION 'a collection begins planned' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER begins_quietly BEFORE INSERT ON autopay_collection
    FOR EACH ROW EXECUTE FUNCTION autopay_begins_quietly();

-- What is under way keeps its amount and month, for they are counted.
CREATE FUNCTION autopay_tried_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amount_minor <> OLD.amount_minor OR NEW.month IS DISTINCT FROM OLD.month THEN
        RAISE EXCEPTION 'a try keeps its amount and month' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tried_stays BEFORE UPDATE ON autopay_collection
    FOR EACH ROW WHEN (OLD.state IN ('trying', 'paid')) EXECUTE FUNCTION autopay_tried_stays();

-- Terms are what a consent says: they change only with another one, of this customer, to this; with a method of theirs.
CREATE FUNCTION autopay_terms_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.consent_id = OLD.consent_id THEN
        IF NEW.method_id <> OLD.method_id OR NEW.cap_minor <> OLD.cap_minor OR NEW.covers <> OLD.covers
           OR NEW.month_cap_minor <> OLD.month_cap_minor OR NEW.notice_days <> OLD.notice_days THEN
            RAISE EXCEPTION 'terms change with a new consent only' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM customers_consent c WHERE c.id = NEW.consent_id AND c.purpose = 'autopay'
                      AND c.customer_ref = NEW.customer_ref) THEN
        RAISE EXCEPTION 'nobody agreed to these terms' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM 1 FROM payments_savedmethod m WHERE m.id = NEW.method_id AND m.state = 'kept'
        AND m.customer_ref = NEW.customer_ref FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the method is not theirs, or not kept' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER terms_agreed BEFORE INSERT OR UPDATE ON autopay_agreement
    FOR EACH ROW EXECUTE FUNCTION autopay_terms_agreed();
