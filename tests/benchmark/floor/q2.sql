-- 20 local unions after a key, the first 10 members of each, all their assistance.
SELECT json_build_object('data', json_build_object('unions', (
    SELECT coalesce(json_agg(shown), '[]') FROM (
        SELECT u.id, u.name, u.level, (
            SELECT coalesce(json_agg(shown), '[]') FROM (
                SELECT m.id, m.name, m.status, (
                    SELECT coalesce(json_agg(shown), '[]') FROM (
                        SELECT id, kind, amount::text AS amount, paid_on AS "paidOn"
                        FROM assistance WHERE member_id = m.id
                        ORDER BY paid_on DESC, assistance.id DESC
                    ) AS shown
                ) AS assistance
                FROM (
                    SELECT id, name, status FROM member WHERE union_id = u.id ORDER BY id LIMIT 10
                ) AS m
            ) AS shown
        ) AS members
        FROM (
            SELECT id, name, level FROM union_org WHERE level = 4 AND id > $1::integer
            ORDER BY id LIMIT 20
        ) AS u
    ) AS shown
)))
