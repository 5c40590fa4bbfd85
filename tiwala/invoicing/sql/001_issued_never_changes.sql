-- An issued document never changes: of an issued invoice only its state (void), what was credited, and the
-- instant it was sent may move; its lines not at all; stored papers not at all, unless erased by law.
CREATE FUNCTION invoicing_issued_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD) - ARRAY['state', 'state_at', 'credited_minor', 'sent_at', 'voided_reason'];
    after  jsonb := to_jsonb(NEW) - ARRAY['state', 'state_at', 'credited_minor', 'sent_at', 'voided_reason'];
BEGIN
    IF OLD.state <> 'draft' AND before IS DISTINCT FROM after AND current_setting('tiwala.resealing', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION 'an issued invoice never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER issued_stays BEFORE UPDATE ON invoicing_invoice
    FOR EACH ROW EXECUTE FUNCTION invoicing_issued_stays();

CREATE FUNCTION invoicing_lines_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE owner uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.invoice_id ELSE NEW.invoice_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM invoicing_invoice WHERE id = owner AND state <> 'draft') THEN
        RAISE EXCEPTION 'the lines of an issued invoice never change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER lines_stay BEFORE INSERT OR UPDATE OR DELETE ON invoicing_line
    FOR EACH ROW EXECUTE FUNCTION invoicing_lines_stay();

CREATE FUNCTION invoicing_documents_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('tiwala.resealing', true) = 'on' AND OLD.sha256 = NEW.sha256 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a stored document never changes' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER documents_stay BEFORE UPDATE OR DELETE ON invoicing_document
    FOR EACH ROW EXECUTE FUNCTION invoicing_documents_stay();
