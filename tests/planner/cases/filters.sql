SELECT json_build_object('data', json_build_object('byVariable', json_build_object('nodes', coalesce((SELECT json_agg(o9) AS json_agg_1 
FROM (SELECT t7.id AS id, t7.joined_on AS "joinedOn" 
FROM membership AS t7 
WHERE t7.joined_on >= $1::DATE AND t7.joined_on < $2::DATE AND t7.status IS DISTINCT FROM $3::VARCHAR AND (EXISTS (SELECT 1 
FROM union_organisation AS t8 
WHERE t8.id = t7.union_id AND (t8.code IS NULL OR t8.code != ALL ($4::TEXT[])))) ORDER BY t7.joined_on DESC, t7.id DESC 
 LIMIT 50) AS o9), '[]'::json), 'totalCount', (SELECT count(*) AS count_1 
FROM membership AS t1 
WHERE t1.joined_on >= $5::DATE AND t1.joined_on < $6::DATE AND t1.status IS DISTINCT FROM $7::VARCHAR AND (EXISTS (SELECT 1 
FROM union_organisation AS t2 
WHERE t2.id = t1.union_id AND (t2.code IS NULL OR t2.code != ALL ($8::TEXT[])))))), 'byRelation', json_build_object('nodes', coalesce((SELECT json_agg(o13) AS json_agg_2 
FROM (SELECT t10.id AS id 
FROM membership AS t10 
WHERE (EXISTS (SELECT 1 
FROM person AS t11 
WHERE t11.id = t10.person_id AND t11.migrant = $9::BOOLEAN)) AND (EXISTS (SELECT 1 
FROM union_organisation AS t12 
WHERE t12.id = t10.union_id AND strpos(t12.name, $10::VARCHAR) > 0)) ORDER BY t10.id ASC 
 LIMIT 50) AS o13), '[]'::json)), 'byNot', json_build_object('nodes', coalesce((SELECT json_agg(o15) AS json_agg_3 
FROM (SELECT t14.status AS status, t14.employment_form AS "employmentForm" 
FROM membership AS t14 
WHERE NOT (t14.status = $11::VARCHAR OR t14.employment_form = ANY ($12::TEXT[])) ORDER BY t14.id ASC 
 LIMIT 50) AS o15), '[]'::json)), 'none', json_build_object('totalCount', (SELECT count(*) AS count_2 
FROM membership AS t3 
WHERE NOT (EXISTS (SELECT 1 
FROM dossier AS t4 
WHERE t4.membership_id = t3.id AND true)) AND (EXISTS (SELECT 1 
FROM union_organisation AS t5 
WHERE t5.id = t3.union_id AND t5.id = $13::UUID)))), 'every', json_build_object('nodes', coalesce((SELECT json_agg(o22) AS json_agg_4 
FROM (SELECT json_build_object('nodes', coalesce((SELECT json_agg(o21) AS json_agg_5 
FROM (SELECT t20.id AS "~dossier", t20.category AS category 
FROM dossier AS t20 
WHERE t20.membership_id = b19.id ORDER BY t20.id ASC 
 LIMIT 20) AS o21), '[]'::json)) AS dossiers 
FROM (SELECT t16.id AS id 
FROM membership AS t16 
WHERE NOT (EXISTS (SELECT 1 
FROM dossier AS t17 
WHERE t17.membership_id = t16.id AND t17.category != $14::VARCHAR)) AND (EXISTS (SELECT 1 
FROM dossier AS t18 
WHERE t18.membership_id = t16.id AND true)) ORDER BY t16.id ASC 
 LIMIT 50) AS b19) AS o22), '[]'::json)), 'inList', json_build_object('nodes', coalesce((SELECT json_agg(o24) AS json_agg_6 
FROM (SELECT t23.name AS name 
FROM union_organisation AS t23 
WHERE t23.name = ANY ($15::TEXT[]) ORDER BY t23.code ASC, t23.id ASC 
 LIMIT 50) AS o24), '[]'::json)), 'isNull', json_build_object('nodes', coalesce((SELECT json_agg(o26) AS json_agg_7 
FROM (SELECT t25.code AS code 
FROM union_organisation AS t25 
WHERE t25.founded_on IS NULL ORDER BY t25.code ASC, t25.id ASC 
 LIMIT 50) AS o26), '[]'::json)), 'starts', json_build_object('nodes', coalesce((SELECT json_agg(o28) AS json_agg_8 
FROM (SELECT t27.code AS code, t27.workers_count AS "workersCount" 
FROM union_organisation AS t27 
WHERE starts_with(t27.name, $16::VARCHAR) AND t27.workers_count >= 30 AND t27.workers_count < 50 ORDER BY t27.code ASC, t27.id ASC 
 LIMIT 50) AS o28), '[]'::json)), 'empty', json_build_object('totalCount', (SELECT count(*) AS count_3 
FROM union_organisation AS t6 
WHERE false))), 'extensions', '{"cost":1759}'::json) AS json_build_object_1
