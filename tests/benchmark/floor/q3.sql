-- Six live counts of the dashboard.
SELECT json_build_object('data', json_build_object('dashboard', json_build_object(
    'membersByStatus', (SELECT json_agg(shown) FROM (
        SELECT status AS key, count(*) AS count FROM member GROUP BY status) AS shown),
    'membersByForm', (SELECT json_agg(shown) FROM (
        SELECT employment_form AS key, count(*) AS count FROM member GROUP BY employment_form
    ) AS shown),
    'dossiersByCategory', (SELECT json_agg(shown) FROM (
        SELECT category AS key, count(*) AS count FROM dossier GROUP BY category) AS shown),
    'casesByStatus', (SELECT json_agg(shown) FROM (
        SELECT status AS key, count(*) AS count FROM rights_case GROUP BY status) AS shown),
    'facilitiesByStatus', (SELECT json_agg(shown) FROM (
        SELECT status AS key, count(*) AS count FROM facility GROUP BY status) AS shown),
    'assistanceByMonth', (SELECT json_agg(shown) FROM (
        SELECT date_trunc('month', paid_on::timestamp)::date AS key, count(*) AS count,
            sum(amount)::text AS total
        FROM assistance WHERE paid_on >= date '2024-01-01' GROUP BY 1) AS shown)
)))
