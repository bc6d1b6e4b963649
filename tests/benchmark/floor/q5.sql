-- 500 members after a key, all twelve columns (about 135 kB).
SELECT json_build_object('data', json_build_object('members', (
    SELECT coalesce(json_agg(shown), '[]') FROM (
        SELECT id, union_id AS "unionId", name, id_no AS "idNo", gender, birth, phone,
            joined_on AS "joinedOn", status, employment_form AS "employmentForm", education,
            address
        FROM member WHERE id > $1::bigint ORDER BY id LIMIT 500
    ) AS shown
)))
