-- Roles that own nothing. Run again after every restore into a new database.
-- The signer of checkpoints reads the headers of the ledger; the square reads no table.
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'qorgan-signer') THEN CREATE ROLE "qorgan-signer" LOGIN; END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'qorgan-square') THEN CREATE ROLE "qorgan-square" LOGIN; END IF;
END $$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO qorgan;
GRANT USAGE ON SCHEMA public TO "qorgan-signer";
GRANT SELECT ON ledger_subject, ledger_entry TO "qorgan-signer";
