-- What a careful PostGraphile user adds to the database: views for the dashboard's counts and a
-- set-returning function that PostgreSQL can inline for the map's box.

CREATE VIEW members_by_status AS
SELECT status AS key, count(*) AS n FROM member GROUP BY status;

CREATE VIEW members_by_form AS
SELECT employment_form AS key, count(*) AS n FROM member GROUP BY employment_form;

CREATE VIEW dossiers_by_category AS
SELECT category AS key, count(*) AS n FROM dossier GROUP BY category;

CREATE VIEW cases_by_status AS
SELECT status AS key, count(*) AS n FROM rights_case GROUP BY status;

CREATE VIEW facilities_by_status AS
SELECT status AS key, count(*) AS n FROM facility GROUP BY status;

CREATE VIEW assistance_by_month AS
SELECT date_trunc('month', paid_on::timestamp)::date AS month, count(*) AS n, sum(amount) AS total
FROM assistance WHERE paid_on >= date '2024-01-01' GROUP BY 1;

CREATE FUNCTION facilities_in_box(
    west double precision, south double precision, east double precision, north double precision
) RETURNS SETOF facility LANGUAGE sql STABLE
    AS $$ SELECT * FROM facility WHERE lon BETWEEN west AND east AND lat BETWEEN south AND north $$;
