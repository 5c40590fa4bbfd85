-- What was seen is only added to. Two things alone take from it: time, and the erasure of a person.
-- The application's role may neither delete nor change these rows; the two functions below are its only ways, run as the owner.
CREATE FUNCTION fraud_only_when_old() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    seen_at timestamptz := coalesce(to_jsonb(OLD) ->> 'at', to_jsonb(OLD) ->> 'known_at');
BEGIN
    IF seen_at > now() - interval '90 days' THEN
        RAISE EXCEPTION 'too young to be forgotten: no DELETE on %', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END
$$;

-- The one change there is: a person's row becomes nobody's, once. What is shared, and every count, stays.
CREATE FUNCTION fraud_only_unlink() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    personal text[] := ARRAY['payment_ref', 'customer_ref', 'method_mark', 'device_mark', 'card_mark',
                             'mail_mark', 'phone_mark', 'bill_mark', 'ship_mark'];
    was jsonb := to_jsonb(OLD);
    becomes jsonb := to_jsonb(NEW);
BEGIN
    IF was ->> 'payment_ref' LIKE 'gone\_%' OR becomes ->> 'payment_ref' NOT LIKE 'gone\_%'
       OR coalesce(becomes ->> 'customer_ref', 'gone_') NOT LIKE 'gone\_%'
       OR (becomes - personal) <> (was - personal)
       OR coalesce(becomes ->> 'mail_mark', becomes ->> 'phone_mark',
                   becomes ->> 'bill_mark', becomes ->> 'ship_mark') IS NOT NULL THEN
        RAISE EXCEPTION 'what was seen is only added to: no UPDATE on %', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER sighting_only_when_old BEFORE DELETE ON fraud_sighting
    FOR EACH ROW EXECUTE FUNCTION fraud_only_when_old();
CREATE TRIGGER ending_only_when_old BEFORE DELETE ON fraud_ending
    FOR EACH ROW EXECUTE FUNCTION fraud_only_when_old();
CREATE TRIGGER learned_only_when_old BEFORE DELETE ON fraud_learned
    FOR EACH ROW EXECUTE FUNCTION fraud_only_when_old();
CREATE TRIGGER assessment_only_when_old BEFORE DELETE ON fraud_assessment
    FOR EACH ROW EXECUTE FUNCTION fraud_only_when_old();
CREATE TRIGGER sighting_only_unlink BEFORE UPDATE ON fraud_sighting
    FOR EACH ROW EXECUTE FUNCTION fraud_only_unlink();
CREATE TRIGGER ending_only_unlink BEFORE UPDATE ON fraud_ending
    FOR EACH ROW EXECUTE FUNCTION fraud_only_unlink();
CREATE TRIGGER learned_only_unlink BEFORE UPDATE ON fraud_learned
    FOR EACH ROW EXECUTE FUNCTION fraud_only_unlink();

-- Of each table the oldest so many, if they are from before; never younger than 90 days. Ids grow with time, so no more is read.
CREATE FUNCTION fraud_forget_old(before timestamptz, most integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    until timestamptz := least(before, now() - interval '90 days');
    gone bigint := 0;
    here bigint;
BEGIN
    DELETE FROM fraud_ending WHERE known_at < until
       AND id IN (SELECT id FROM fraud_ending ORDER BY id LIMIT most);
    GET DIAGNOSTICS here = ROW_COUNT; gone := gone + here;
    DELETE FROM fraud_learned WHERE at < until
       AND id IN (SELECT id FROM fraud_learned ORDER BY id LIMIT most);
    GET DIAGNOSTICS here = ROW_COUNT; gone := gone + here;
    DELETE FROM fraud_assessment WHERE at < until
       AND id IN (SELECT id FROM fraud_assessment ORDER BY id LIMIT most);
    GET DIAGNOSTICS here = ROW_COUNT; gone := gone + here;
    DELETE FROM fraud_sighting WHERE at < until
       AND id IN (SELECT id FROM fraud_sighting ORDER BY id LIMIT most);
    GET DIAGNOSTICS here = ROW_COUNT; gone := gone + here;
    RETURN gone;
END
$$;

-- One person's tries become nobody's. Their own keys are drawn anew with a salt that is kept nowhere, so that "so many cards
-- from this address" still holds and nothing leads back; what they may share with others (address, network, domain) stays.
CREATE FUNCTION fraud_forget_customer(wanted text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    salt text := gen_random_uuid()::text || gen_random_uuid()::text;
    nobody text := 'gone_' || replace(gen_random_uuid()::text, '-', '');
    done bigint;
BEGIN
    IF wanted NOT LIKE 'cus\_%' THEN
        RETURN 0;
    END IF;
    WITH gone AS MATERIALIZED (
        SELECT payment_ref AS was, 'gone_' || replace(gen_random_uuid()::text, '-', '') AS becomes
          FROM fraud_sighting WHERE customer_ref = wanted
    ), endings AS (
        UPDATE fraud_ending SET payment_ref = becomes FROM gone WHERE payment_ref = was
    ), cards AS (
        UPDATE fraud_learned
           SET payment_ref = becomes, card_mark = decode(md5(encode(card_mark, 'hex') || salt), 'hex')
          FROM gone WHERE payment_ref = was
    ), tries AS (
        UPDATE fraud_sighting
           SET payment_ref = becomes, customer_ref = nobody,
               method_mark = decode(md5(encode(method_mark, 'hex') || salt), 'hex'),
               device_mark = decode(md5(encode(device_mark, 'hex') || salt), 'hex'),
               card_mark = decode(md5(encode(card_mark, 'hex') || salt), 'hex'),
               mail_mark = NULL, phone_mark = NULL, bill_mark = NULL, ship_mark = NULL
          FROM gone WHERE payment_ref = was RETURNING 1
    )
    SELECT count(*) INTO done FROM tries;
    RETURN done;
END
$$;
