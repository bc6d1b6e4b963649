WITH r2 AS 
(SELECT t1.status AS k_status, t1.joined_on AS "k_joinedOn", count(*) AS n 
FROM membership AS t1 
WHERE t1.joined_on >= $1::DATE GROUP BY t1.status, t1.joined_on), 
r4 AS 
(SELECT t3.union_id AS k_union_id, t3.status AS k_status, count(*) AS n 
FROM membership AS t3 
WHERE t3.joined_on >= $2::DATE GROUP BY t3.union_id, t3.status), 
r6 AS 
(SELECT t5.ended_on AS "k_endedOn", count(*) AS n 
FROM membership AS t5 GROUP BY t5.ended_on), 
r8 AS 
(SELECT t7.dossier_id AS k_dossier_id, count(*) AS n, sum(t7.amount) AS sum_amount, count(t7.amount) AS count_amount, min(t7.amount) AS min_amount, max(t7.amount) AS max_amount 
FROM assistance_record AS t7 GROUP BY t7.dossier_id), 
r10 AS 
(SELECT t9.kind AS k_kind, count(*) AS n, sum(t9.amount) AS sum_amount, count(t9.amount) AS count_amount 
FROM assistance_record AS t9 
WHERE t9.amount < 0 GROUP BY t9.kind), 
r12 AS 
(SELECT t11.union_id AS k_union_id, CAST(timezone('Asia/Shanghai', t11.first_seen_at) AS DATE) AS "k_firstSeenAt", count(*) AS n 
FROM finding AS t11 GROUP BY t11.union_id, CAST(timezone('Asia/Shanghai', t11.first_seen_at) AS DATE))
 SELECT json_build_object('data', json_build_object('all', json_build_object('totalCount', (SELECT CAST(coalesce(sum(r2.n), 0) AS BIGINT) AS coalesce_1 
FROM r2), 'byStatus', (SELECT coalesce(json_agg(g13), '[]'::json) AS coalesce_2 
FROM (SELECT json_build_object('status', r2.k_status) AS key, CAST(coalesce(sum(r2.n), 0) AS BIGINT) AS count 
FROM r2 GROUP BY r2.k_status ORDER BY r2.k_status ASC NULLS LAST 
 LIMIT 100) AS g13), 'byQuarter', (SELECT coalesce(json_agg(g14), '[]'::json) AS coalesce_3 
FROM (SELECT json_build_object('joinedOnQuarter', CAST(date_trunc('quarter', CAST(r2."k_joinedOn" AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE)) AS key, CAST(coalesce(sum(r2.n), 0) AS BIGINT) AS count 
FROM r2 GROUP BY CAST(date_trunc('quarter', CAST(r2."k_joinedOn" AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE) ORDER BY CAST(date_trunc('quarter', CAST(r2."k_joinedOn" AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE) ASC NULLS LAST 
 LIMIT 100) AS g14)), 'same', json_build_object('byDivision', (SELECT coalesce(json_agg(g15), '[]'::json) AS coalesce_4 
FROM (SELECT json_build_object('unionDivisionId', t16.division_id, 'status', r4.k_status) AS key, CAST(coalesce(sum(r4.n), 0) AS BIGINT) AS count 
FROM r4 LEFT OUTER JOIN union_organisation AS t16 ON t16.id = r4.k_union_id GROUP BY t16.division_id, r4.k_status ORDER BY t16.division_id ASC NULLS LAST, r4.k_status ASC NULLS LAST 
 LIMIT 100) AS g15), 'byLevel', (SELECT coalesce(json_agg(g17), '[]'::json) AS coalesce_5 
FROM (SELECT json_build_object('unionLevel', t16.level) AS key, CAST(coalesce(sum(r4.n), 0) AS BIGINT) AS count 
FROM r4 LEFT OUTER JOIN union_organisation AS t16 ON t16.id = r4.k_union_id GROUP BY t16.level ORDER BY t16.level ASC NULLS LAST 
 LIMIT 100) AS g17)), 'other', json_build_object('byDay', (SELECT coalesce(json_agg(g18), '[]'::json) AS coalesce_6 
FROM (SELECT json_build_object('endedOnDay', r6."k_endedOn", 'joinedOnDay', NULL) AS key, CAST(coalesce(sum(r6.n), 0) AS BIGINT) AS count 
FROM r6 GROUP BY r6."k_endedOn" ORDER BY r6."k_endedOn" ASC NULLS LAST 
 LIMIT 2) AS g18)), 'aid', json_build_object('aggregate', (SELECT json_build_object('count', CAST(coalesce(sum(r8.n), 0) AS BIGINT), 'sum', json_build_object('amount', CAST(sum(r8.sum_amount) AS BIGINT)), 'avg', json_build_object('amount', CAST(sum(r8.sum_amount) / CAST(nullif(sum(r8.count_amount), 0) AS NUMERIC) AS FLOAT)), 'min', json_build_object('amount', min(r8.min_amount)), 'max', json_build_object('amount', max(r8.max_amount))) AS json_build_object_2 
FROM r8), 'groups', (SELECT coalesce(json_agg(g19), '[]'::json) AS coalesce_7 
FROM (SELECT json_build_object('dossierCategory', t20.category) AS key, json_build_object('amount', CAST(sum(r8.sum_amount) AS BIGINT)) AS sum, json_build_object('amount', CAST(sum(r8.sum_amount) / CAST(nullif(sum(r8.count_amount), 0) AS NUMERIC) AS FLOAT)) AS avg 
FROM r8 LEFT OUTER JOIN dossier AS t20 ON t20.id = r8.k_dossier_id GROUP BY t20.category ORDER BY t20.category ASC NULLS LAST 
 LIMIT 100) AS g19)), 'nothing', json_build_object('totalCount', (SELECT CAST(coalesce(sum(r10.n), 0) AS BIGINT) AS coalesce_8 
FROM r10), 'aggregate', (SELECT json_build_object('count', CAST(coalesce(sum(r10.n), 0) AS BIGINT), 'sum', json_build_object('amount', CAST(sum(r10.sum_amount) AS BIGINT)), 'avg', json_build_object('amount', CAST(sum(r10.sum_amount) / CAST(nullif(sum(r10.count_amount), 0) AS NUMERIC) AS FLOAT))) AS json_build_object_3 
FROM r10), 'groups', (SELECT coalesce(json_agg(g21), '[]'::json) AS coalesce_9 
FROM (SELECT CAST(coalesce(sum(r10.n), 0) AS BIGINT) AS count 
FROM r10 GROUP BY r10.k_kind ORDER BY r10.k_kind ASC NULLS LAST 
 LIMIT 100) AS g21)), 'findings', json_build_object('groups', (SELECT coalesce(json_agg(g22), '[]'::json) AS coalesce_10 
FROM (SELECT json_build_object('unionDivisionId', t23.division_id, 'firstSeenAtDay', r12."k_firstSeenAt") AS key, CAST(coalesce(sum(r12.n), 0) AS BIGINT) AS count 
FROM r12 LEFT OUTER JOIN union_organisation AS t23 ON t23.id = r12.k_union_id GROUP BY t23.division_id, r12."k_firstSeenAt" ORDER BY t23.division_id ASC NULLS LAST, r12."k_firstSeenAt" ASC NULLS LAST 
 LIMIT 100) AS g22)), 'unions', json_build_object('nodes', coalesce((SELECT json_agg(o29) AS json_agg_1 
FROM (SELECT (WITH r27 AS 
(SELECT t26.joined_on AS "k_joinedOn", count(*) AS n 
FROM membership AS t26 
WHERE t26.union_id = b25.id GROUP BY t26.joined_on)
 SELECT json_build_object('totalCount', (SELECT CAST(coalesce(sum(r27.n), 0) AS BIGINT) AS coalesce_11 
FROM r27), 'groups', (SELECT coalesce(json_agg(g28), '[]'::json) AS coalesce_12 
FROM (SELECT json_build_object('joinedOnMonth', CAST(date_trunc('month', CAST(r27."k_joinedOn" AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE)) AS key, CAST(coalesce(sum(r27.n), 0) AS BIGINT) AS count 
FROM r27 GROUP BY CAST(date_trunc('month', CAST(r27."k_joinedOn" AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE) ORDER BY CAST(date_trunc('month', CAST(r27."k_joinedOn" AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE) ASC NULLS LAST 
 LIMIT 2) AS g28)) AS json_build_object_4) AS members 
FROM (SELECT t24.id AS id 
FROM union_organisation AS t24 ORDER BY t24.code ASC, t24.id ASC 
 LIMIT 2) AS b25) AS o29), '[]'::json))), 'extensions', '{"cost":1957}'::json) AS json_build_object_1
