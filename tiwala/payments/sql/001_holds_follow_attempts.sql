-- A hold lives exactly as long as its attempt: the partial unique index on live holds is then the database's
-- own promise that no thing owed is being paid twice at once.
CREATE FUNCTION payments_holds_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE payments_attempthold
       SET live = NEW.state IN ('created', 'sent', 'unknown', 'authorized', 'held')
     WHERE attempt_id = NEW.id
       AND live IS DISTINCT FROM (NEW.state IN ('created', 'sent', 'unknown', 'authorized', 'held'));
    RETURN NULL;
END $$;
CREATE TRIGGER holds_follow_attempts AFTER UPDATE OF state ON payments_attempt
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION payments_holds_follow();
