-- Documents that the builds of our own clients have registered; never changed, so that an id means one text for ever.

CREATE TABLE trusted_document (
    id uuid PRIMARY KEY NOT NULL,
    -- SHA-256 of the text, in hex.
    hash text NOT NULL,
    source text NOT NULL,
    added_at timestamptz NOT NULL,
    CONSTRAINT uq_trusted_document__hash UNIQUE (hash),
    CONSTRAINT ck_trusted_document__hash CHECK (length(hash) = 64),
    CONSTRAINT ck_trusted_document__source CHECK (length(source) BETWEEN 1 AND 65536)
);
