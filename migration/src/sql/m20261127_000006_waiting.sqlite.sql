CREATE TRIGGER tr_application_waiting_insert AFTER INSERT ON application
    WHEN NEW.state IN ('submitted', 'shortlisted', 'negotiating')
BEGIN
    UPDATE offer SET applications_waiting = applications_waiting + 1 WHERE id = NEW.offer_id;
END;
CREATE TRIGGER tr_application_waiting_update AFTER UPDATE OF state ON application
    WHEN (OLD.state IN ('submitted', 'shortlisted', 'negotiating')) <> (NEW.state IN ('submitted', 'shortlisted', 'negotiating'))
BEGIN
    UPDATE offer SET applications_waiting = applications_waiting
            + (NEW.state IN ('submitted', 'shortlisted', 'negotiating')) - (OLD.state IN ('submitted', 'shortlisted', 'negotiating'))
        WHERE id = NEW.offer_id;
END;
CREATE TRIGGER tr_application_waiting_delete AFTER DELETE ON application
    WHEN OLD.state IN ('submitted', 'shortlisted', 'negotiating')
BEGIN
    UPDATE offer SET applications_waiting = applications_waiting - 1 WHERE id = OLD.offer_id;
END;
