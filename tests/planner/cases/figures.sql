SELECT json_build_object('data', json_build_object('assistanceRecords', json_build_object('aggregate', (SELECT json_build_object('count', count(*), 'sum', json_build_object('amount', CAST(sum(t1.amount) AS BIGINT)), 'avg', json_build_object('amount', CAST(avg(t1.amount) AS FLOAT)), 'min', json_build_object('amount', min(t1.amount)), 'max', json_build_object('amount', max(t1.amount)), '__typename', 'AssistanceRecordAggregate') AS json_build_object_2 
FROM assistance_record AS t1), 'groups', (SELECT coalesce(json_agg(g3), '[]'::json) AS coalesce_1 
FROM (SELECT json_build_object('paidOnMonth', CAST(date_trunc('month', CAST(t2.paid_on AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE), 'kind', t2.kind, 'status', NULL) AS key, count(*) AS count, json_build_object('amount', CAST(sum(t2.amount) AS BIGINT)) AS sum 
FROM assistance_record AS t2 GROUP BY CAST(date_trunc('month', CAST(t2.paid_on AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE), t2.kind ORDER BY CAST(date_trunc('month', CAST(t2.paid_on AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE) ASC NULLS LAST, t2.kind ASC NULLS LAST 
 LIMIT 100) AS g3)), 'members', json_build_object('groups', (SELECT coalesce(json_agg(g5), '[]'::json) AS coalesce_2 
FROM (SELECT json_build_object('joinedOnYear', CAST(date_trunc('year', CAST(t4.joined_on AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE), 'status', t4.status) AS key, count(*) AS count 
FROM membership AS t4 GROUP BY CAST(date_trunc('year', CAST(t4.joined_on AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE), t4.status ORDER BY CAST(date_trunc('year', CAST(t4.joined_on AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE) ASC NULLS LAST, t4.status ASC NULLS LAST 
 LIMIT 100) AS g5)), 'dossiers', json_build_object('groups', (SELECT coalesce(json_agg(g7), '[]'::json) AS coalesce_3 
FROM (SELECT json_build_object('category', t6.category) AS key, count(*) AS count, json_build_object('householdSize', CAST(avg(t6.household_size) AS FLOAT)) AS avg 
FROM dossier AS t6 GROUP BY t6.category ORDER BY t6.category ASC NULLS LAST 
 LIMIT 100) AS g7), 'aggregate', (SELECT json_build_object('max', json_build_object('householdSize', max(t8.household_size))) AS json_build_object_3 
FROM dossier AS t8)), 'unions', json_build_object('aggregate', (SELECT json_build_object('sum', json_build_object('workersCount', CAST(sum(t9.workers_count) AS BIGINT))) AS json_build_object_4 
FROM union_organisation AS t9), 'nodes', coalesce((SELECT json_agg(o15) AS json_agg_1 
FROM (SELECT b11.code AS code, json_build_object('aggregate', (SELECT json_build_object('count', count(*)) AS json_build_object_5 
FROM membership AS t12 
WHERE t12.union_id = b11.id), 'groups', (SELECT coalesce(json_agg(g14), '[]'::json) AS coalesce_4 
FROM (SELECT json_build_object('employmentForm', t13.employment_form) AS key, count(*) AS count 
FROM membership AS t13 
WHERE t13.union_id = b11.id GROUP BY t13.employment_form ORDER BY t13.employment_form ASC NULLS LAST 
 LIMIT 2) AS g14)) AS members 
FROM (SELECT t10.code AS code, t10.id AS id 
FROM union_organisation AS t10 ORDER BY t10.code ASC, t10.id ASC 
 LIMIT 50) AS b11) AS o15), '[]'::json))), 'extensions', '{"cost":2104}'::json) AS json_build_object_1
