WITH r3 AS 
(SELECT t2.paid_on AS "k_paidOn", t2.kind AS k_kind, count(*) AS n, sum(t2.amount) AS sum_amount 
FROM assistance_record AS t2 GROUP BY t2.paid_on, t2.kind), 
r5 AS 
(SELECT t4.joined_on AS "k_joinedOn", t4.status AS k_status, count(*) AS n 
FROM membership AS t4 GROUP BY t4.joined_on, t4.status), 
r7 AS 
(SELECT t6.category AS k_category, count(*) AS n, sum(t6.household_size) AS "sum_householdSize", count(t6.household_size) AS "count_householdSize", max(t6.household_size) AS "max_householdSize" 
FROM dossier AS t6 GROUP BY t6.category)
 SELECT json_build_object('data', json_build_object('assistanceRecords', json_build_object('aggregate', (SELECT json_build_object('count', count(*), 'sum', json_build_object('amount', CAST(sum(t1.amount) AS BIGINT)), 'avg', json_build_object('amount', CAST(avg(t1.amount) AS FLOAT)), 'min', json_build_object('amount', min(t1.amount)), 'max', json_build_object('amount', max(t1.amount)), '__typename', 'AssistanceRecordAggregate') AS json_build_object_2 
FROM assistance_record AS t1), 'groups', (SELECT coalesce(json_agg(g9), '[]'::json) AS coalesce_1 
FROM (SELECT json_build_object('paidOnMonth', CAST(date_trunc('month', CAST(r3."k_paidOn" AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE), 'kind', r3.k_kind, 'status', NULL) AS key, CAST(coalesce(sum(r3.n), 0) AS BIGINT) AS count, json_build_object('amount', CAST(sum(r3.sum_amount) AS BIGINT)) AS sum 
FROM r3 GROUP BY CAST(date_trunc('month', CAST(r3."k_paidOn" AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE), r3.k_kind ORDER BY CAST(date_trunc('month', CAST(r3."k_paidOn" AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE) ASC NULLS LAST, r3.k_kind ASC NULLS LAST 
 LIMIT 100) AS g9)), 'members', json_build_object('groups', (SELECT coalesce(json_agg(g10), '[]'::json) AS coalesce_2 
FROM (SELECT json_build_object('joinedOnYear', CAST(date_trunc('year', CAST(r5."k_joinedOn" AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE), 'status', r5.k_status) AS key, CAST(coalesce(sum(r5.n), 0) AS BIGINT) AS count 
FROM r5 GROUP BY CAST(date_trunc('year', CAST(r5."k_joinedOn" AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE), r5.k_status ORDER BY CAST(date_trunc('year', CAST(r5."k_joinedOn" AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE) ASC NULLS LAST, r5.k_status ASC NULLS LAST 
 LIMIT 100) AS g10)), 'dossiers', json_build_object('groups', (SELECT coalesce(json_agg(g11), '[]'::json) AS coalesce_3 
FROM (SELECT json_build_object('category', r7.k_category) AS key, CAST(coalesce(sum(r7.n), 0) AS BIGINT) AS count, json_build_object('householdSize', CAST(sum(r7."sum_householdSize") / CAST(nullif(sum(r7."count_householdSize"), 0) AS NUMERIC) AS FLOAT)) AS avg 
FROM r7 GROUP BY r7.k_category ORDER BY r7.k_category ASC NULLS LAST 
 LIMIT 100) AS g11), 'aggregate', (SELECT json_build_object('max', json_build_object('householdSize', max(r7."max_householdSize"))) AS json_build_object_3 
FROM r7)), 'unions', json_build_object('aggregate', (SELECT json_build_object('sum', json_build_object('workersCount', CAST(sum(t8.workers_count) AS BIGINT))) AS json_build_object_4 
FROM union_organisation AS t8), 'nodes', coalesce((SELECT json_agg(o17) AS json_agg_1 
FROM (SELECT b13.code AS code, (WITH r15 AS 
(SELECT t14.employment_form AS "k_employmentForm", count(*) AS n 
FROM membership AS t14 
WHERE t14.union_id = b13.id GROUP BY t14.employment_form)
 SELECT json_build_object('aggregate', (SELECT json_build_object('count', CAST(coalesce(sum(r15.n), 0) AS BIGINT)) AS json_build_object_6 
FROM r15), 'groups', (SELECT coalesce(json_agg(g16), '[]'::json) AS coalesce_4 
FROM (SELECT json_build_object('employmentForm', r15."k_employmentForm") AS key, CAST(coalesce(sum(r15.n), 0) AS BIGINT) AS count 
FROM r15 GROUP BY r15."k_employmentForm" ORDER BY r15."k_employmentForm" ASC NULLS LAST 
 LIMIT 2) AS g16)) AS json_build_object_5) AS members 
FROM (SELECT t12.code AS code, t12.id AS id 
FROM union_organisation AS t12 ORDER BY t12.code ASC, t12.id ASC 
 LIMIT 50) AS b13) AS o17), '[]'::json))), 'extensions', '{"cost":2104}'::json) AS json_build_object_1
