-- Reviews, labels and ended entries of lists are forgotten as tries are; assessments of an erased person lead nowhere either.
CREATE OR REPLACE FUNCTION fraud_only_when_old() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := to_jsonb(OLD);
    over_at timestamptz := CASE TG_TABLE_NAME
        WHEN 'fraud_review' THEN was ->> 'state_at'
        WHEN 'fraud_listentry' THEN was ->> 'ends_at'
        ELSE coalesce(was ->> 'at', was ->> 'known_at') END;
BEGIN
    -- A review of somebody who was erased is nobody's and goes at once; an entry without an end never does.
    IF TG_TABLE_NAME = 'fraud_review' AND was ->> 'payment_ref' LIKE 'gone\_%' THEN
        RETURN OLD;
    END IF;
    IF over_at IS NULL OR over_at > now() - interval '90 days' THEN
        RAISE EXCEPTION 'too young to be forgotten: no DELETE on %', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END
$$;

-- What a review is about stays; alone an erased person's becomes nobody's, and its note goes with them.
CREATE FUNCTION fraud_review_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    fixed text[] := ARRAY['payment_ref', 'customer_ref', 'verdict', 'amount_minor', 'currency', 'expected_loss_minor'];
    name text;
BEGIN
    IF NEW.payment_ref LIKE 'gone\_%' AND NEW.customer_ref LIKE 'gone\_%' AND OLD.payment_ref NOT LIKE 'gone\_%'
       AND NEW.note IS NULL THEN
        fixed := fixed[3:];
    END IF;
    FOREACH name IN ARRAY fixed LOOP
        IF to_jsonb(NEW) -> name IS DISTINCT FROM to_jsonb(OLD) -> name THEN
            RAISE EXCEPTION 'a review stays about what it is about: no UPDATE of %', name
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END
$$;

CREATE TRIGGER review_stays_itself BEFORE UPDATE ON fraud_review FOR EACH ROW EXECUTE FUNCTION fraud_review_stays();
CREATE TRIGGER review_only_when_old BEFORE DELETE ON fraud_review FOR EACH ROW EXECUTE FUNCTION fraud_only_when_old();
CREATE TRIGGER entry_only_when_old BEFORE DELETE ON fraud_listentry FOR EACH ROW EXECUTE FUNCTION fraud_only_when_old();
CREATE TRIGGER label_only_when_old BEFORE DELETE ON fraud_label FOR EACH ROW EXECUTE FUNCTION fraud_only_when_old();
CREATE TRIGGER label_only_unlink BEFORE UPDATE ON fraud_label FOR EACH ROW EXECUTE FUNCTION fraud_only_unlink();
CREATE TRIGGER assessment_only_unlink BEFORE UPDATE ON fraud_assessment FOR EACH ROW EXECUTE FUNCTION fraud_only_unlink();

-- Labels go when they are as old as tries, reviews when they are done and as old, entries by a time of their own.
CREATE FUNCTION fraud_forget_looked_at(before timestamptz, lists_before timestamptz, most integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    until timestamptz := least(before, now() - interval '90 days');
    lists_until timestamptz := least(lists_before, now() - interval '90 days');
    gone bigint := 0;
    here bigint;
BEGIN
    DELETE FROM fraud_label WHERE known_at < until
       AND id IN (SELECT id FROM fraud_label WHERE known_at < until ORDER BY id LIMIT most);
    GET DIAGNOSTICS here = ROW_COUNT; gone := gone + here;
    DELETE FROM fraud_review WHERE state = 'done' AND state_at < until
       AND id IN (SELECT id FROM fraud_review WHERE state = 'done' AND state_at < until ORDER BY id LIMIT most);
    GET DIAGNOSTICS here = ROW_COUNT; gone := gone + here;
    DELETE FROM fraud_listentry WHERE ends_at < lists_until
       AND id IN (SELECT id FROM fraud_listentry WHERE ends_at < lists_until ORDER BY id LIMIT most);
    GET DIAGNOSTICS here = ROW_COUNT; gone := gone + here;
    RETURN gone;
END
$$;

-- As before, and what was thought and found of these tries with them: labels and assessments go on teaching, of nobody.
CREATE OR REPLACE FUNCTION fraud_forget_customer(wanted text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    salt text := gen_random_uuid()::text || gen_random_uuid()::text;
    nobody text := 'gone_' || replace(gen_random_uuid()::text, '-', '');
    done bigint;
BEGIN
    IF wanted NOT LIKE 'cus\_%' THEN
        RETURN 0;
    END IF;
    UPDATE fraud_review SET payment_ref = 'gone_' || replace(gen_random_uuid()::text, '-', ''),
                            customer_ref = nobody, note = NULL
     WHERE customer_ref = wanted;
    DELETE FROM fraud_review WHERE customer_ref = nobody;
    WITH gone AS MATERIALIZED (
        SELECT payment_ref AS was, 'gone_' || replace(gen_random_uuid()::text, '-', '') AS becomes
          FROM fraud_sighting WHERE customer_ref = wanted
    ), endings AS (
        UPDATE fraud_ending SET payment_ref = becomes FROM gone WHERE payment_ref = was
    ), labels AS (
        UPDATE fraud_label SET payment_ref = becomes FROM gone WHERE payment_ref = was
    ), thoughts AS (
        UPDATE fraud_assessment SET payment_ref = becomes FROM gone WHERE payment_ref = was
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
