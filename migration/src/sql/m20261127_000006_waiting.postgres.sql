CREATE FUNCTION count_waiting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before bigint := 0;
    after bigint := 0;
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state IN ('submitted', 'shortlisted', 'negotiating') THEN before := 1; END IF;
    IF TG_OP <> 'DELETE' AND NEW.state IN ('submitted', 'shortlisted', 'negotiating') THEN after := 1; END IF;
    IF before <> after THEN
        UPDATE offer SET applications_waiting = applications_waiting + after - before
            WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.offer_id ELSE NEW.offer_id END;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tr_application_waiting AFTER INSERT OR DELETE OR UPDATE OF state ON application
    FOR EACH ROW EXECUTE FUNCTION count_waiting();
