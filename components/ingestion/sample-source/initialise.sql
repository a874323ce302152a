-- Run once, when the data directory is made, after encryption.sql.
REVOKE ALL ON DATABASE template1, postgres FROM PUBLIC;
