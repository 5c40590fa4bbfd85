-- The trail is only added to. Blacking out the sealed personal bytes is the one change there is.
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is only added to: no % on %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE FUNCTION audit_only_black_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.personal <> ''::bytea OR (to_jsonb(NEW) - 'personal') <> (to_jsonb(OLD) - 'personal') THEN
        RAISE EXCEPTION 'the audit trail is only added to: no UPDATE on audit_record'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER audit_record_no_delete BEFORE DELETE ON audit_record
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_record_only_black_out BEFORE UPDATE ON audit_record
    FOR EACH ROW EXECUTE FUNCTION audit_only_black_out();
CREATE TRIGGER audit_head_only_add BEFORE UPDATE OR DELETE ON audit_head
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();

-- The application's role may not update the table; this is its one way to black out, run as the owner.
CREATE FUNCTION audit_black_out(wanted_owner text) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    WITH blacked AS (
        UPDATE audit_record SET personal = ''::bytea
         WHERE personal_owner = wanted_owner AND personal <> ''::bytea RETURNING 1)
    SELECT count(*) FROM blacked
$$;
