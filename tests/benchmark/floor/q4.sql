-- One member with union, dossiers, assistance, cases and their events.
SELECT json_build_object('data', json_build_object('member', (
    SELECT row_to_json(shown) FROM (
        SELECT m.id, m.name, m.id_no AS "idNo", m.gender, m.birth, m.phone,
            m.joined_on AS "joinedOn", m.status, m.employment_form AS "employmentForm",
            (
                SELECT row_to_json(shown) FROM (
                    SELECT id, name, level FROM union_org WHERE id = m.union_id
                ) AS shown
            ) AS "union",
            (
                SELECT coalesce(json_agg(shown), '[]') FROM (
                    SELECT id, category, per_capita_income::text AS "perCapitaIncome",
                        family_size AS "familySize", status
                    FROM dossier WHERE member_id = m.id ORDER BY id
                ) AS shown
            ) AS dossiers,
            (
                SELECT coalesce(json_agg(shown), '[]') FROM (
                    SELECT id, kind, amount::text AS amount, paid_on AS "paidOn"
                    FROM assistance WHERE member_id = m.id
                    ORDER BY paid_on DESC, assistance.id DESC
                ) AS shown
            ) AS assistance,
            (
                SELECT coalesce(json_agg(shown), '[]') FROM (
                    SELECT c.id, c.category, c.title, c.status, c.filed_on AS "filedOn", (
                        SELECT coalesce(json_agg(shown), '[]') FROM (
                            SELECT id, at, kind, note FROM case_event WHERE case_id = c.id
                            ORDER BY at
                        ) AS shown
                    ) AS events
                    FROM rights_case AS c WHERE c.member_id = m.id ORDER BY c.id
                ) AS shown
            ) AS cases
        FROM member AS m WHERE m.id = $1::bigint
    ) AS shown
)))
