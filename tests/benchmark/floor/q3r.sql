-- The same six counts, from the maintained figures of the whole tree.
WITH city AS MATERIALIZED (
    SELECT measure, state, category, month, total, total_amount FROM figure WHERE union_id = 1
    UNION ALL
    SELECT d.measure, d.state, d.category, d.month, d.count, d.amount FROM figure_delta AS d
)
SELECT json_build_object('data', json_build_object('dashboard', json_build_object(
    'membersByStatus', (SELECT json_agg(shown) FROM (
        SELECT state AS key, sum(total)::bigint AS count FROM city
        WHERE measure = 'MEMBERS' GROUP BY state) AS shown),
    'membersByForm', (SELECT json_agg(shown) FROM (
        SELECT category AS key, sum(total)::bigint AS count FROM city
        WHERE measure = 'MEMBERS' GROUP BY category) AS shown),
    'dossiersByCategory', (SELECT json_agg(shown) FROM (
        SELECT category AS key, sum(total)::bigint AS count FROM city
        WHERE measure = 'DOSSIERS' GROUP BY category) AS shown),
    'casesByStatus', (SELECT json_agg(shown) FROM (
        SELECT state AS key, sum(total)::bigint AS count FROM city
        WHERE measure = 'CASES' GROUP BY state) AS shown),
    'facilitiesByStatus', (SELECT json_agg(shown) FROM (
        SELECT state AS key, sum(total)::bigint AS count FROM city
        WHERE measure = 'FACILITIES' GROUP BY state) AS shown),
    'assistanceByMonth', (SELECT json_agg(shown) FROM (
        SELECT month AS key, sum(total)::bigint AS count, sum(total_amount)::text AS total
        FROM city WHERE measure = 'ASSISTANCE' GROUP BY month) AS shown)
)))
