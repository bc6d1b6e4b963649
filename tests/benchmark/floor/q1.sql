-- 50 members of one status and employment form after a key, and whether there are more.
WITH page AS MATERIALIZED (
    SELECT id, name, id_no AS "idNo", gender, birth, phone, joined_on AS "joinedOn", status,
        employment_form AS "employmentForm"
    FROM member
    WHERE status = $1 AND employment_form = $2 AND id > $3::bigint
    ORDER BY id
    LIMIT 51
), shown AS (
    SELECT * FROM page ORDER BY id LIMIT 50
)
SELECT json_build_object('data', json_build_object('members', json_build_object(
    'nodes', (SELECT coalesce(json_agg(shown), '[]') FROM shown),
    'pageInfo', json_build_object(
        'endCursor', (SELECT max(id)::text FROM shown),
        'hasNextPage', (SELECT count(*) > 50 FROM page)
    )
)))
