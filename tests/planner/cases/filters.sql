SELECT json_build_object('data', json_build_object('byVariable', json_build_object('nodes', coalesce((SELECT json_agg(o3) AS json_agg_1 
FROM (SELECT t1.id AS id, t1.joined_on AS "joinedOn" 
FROM membership AS t1 
WHERE t1.joined_on >= $1::DATE AND t1.joined_on < $2::DATE AND t1.status IS DISTINCT FROM $3::VARCHAR AND (EXISTS (SELECT 1 
FROM union_organisation AS t2 
WHERE t2.id = t1.union_id AND (t2.code IS NULL OR t2.code != ALL ($4::TEXT[])))) ORDER BY t1.joined_on DESC, t1.id DESC 
 LIMIT 50) AS o3), '[]'::json), 'totalCount', (SELECT count(*) AS count_1 
FROM membership AS t4 
WHERE t4.joined_on >= $5::DATE AND t4.joined_on < $6::DATE AND t4.status IS DISTINCT FROM $7::VARCHAR AND (EXISTS (SELECT 1 
FROM union_organisation AS t5 
WHERE t5.id = t4.union_id AND (t5.code IS NULL OR t5.code != ALL ($8::TEXT[])))))), 'byRelation', json_build_object('nodes', coalesce((SELECT json_agg(o9) AS json_agg_2 
FROM (SELECT t6.id AS id 
FROM membership AS t6 
WHERE (EXISTS (SELECT 1 
FROM person AS t7 
WHERE t7.id = t6.person_id AND t7.migrant = $9::BOOLEAN)) AND (EXISTS (SELECT 1 
FROM union_organisation AS t8 
WHERE t8.id = t6.union_id AND strpos(t8.name, $10::VARCHAR) > 0)) ORDER BY t6.id ASC 
 LIMIT 50) AS o9), '[]'::json)), 'byNot', json_build_object('nodes', coalesce((SELECT json_agg(o11) AS json_agg_3 
FROM (SELECT t10.status AS status, t10.employment_form AS "employmentForm" 
FROM membership AS t10 
WHERE NOT (t10.status = $11::VARCHAR OR t10.employment_form = ANY ($12::TEXT[])) ORDER BY t10.id ASC 
 LIMIT 50) AS o11), '[]'::json)), 'none', json_build_object('totalCount', (SELECT count(*) AS count_2 
FROM membership AS t12 
WHERE NOT (EXISTS (SELECT 1 
FROM dossier AS t13 
WHERE t13.membership_id = t12.id AND true)) AND (EXISTS (SELECT 1 
FROM union_organisation AS t14 
WHERE t14.id = t12.union_id AND t14.id = $13::UUID)))), 'every', json_build_object('nodes', coalesce((SELECT json_agg(o21) AS json_agg_4 
FROM (SELECT json_build_object('nodes', coalesce((SELECT json_agg(o20) AS json_agg_5 
FROM (SELECT t19.category AS category 
FROM dossier AS t19 
WHERE t19.membership_id = b18.id ORDER BY t19.id ASC 
 LIMIT 20) AS o20), '[]'::json)) AS dossiers 
FROM (SELECT t15.id AS id 
FROM membership AS t15 
WHERE NOT (EXISTS (SELECT 1 
FROM dossier AS t16 
WHERE t16.membership_id = t15.id AND t16.category != $14::VARCHAR)) AND (EXISTS (SELECT 1 
FROM dossier AS t17 
WHERE t17.membership_id = t15.id AND true)) ORDER BY t15.id ASC 
 LIMIT 50) AS b18) AS o21), '[]'::json)), 'inList', json_build_object('nodes', coalesce((SELECT json_agg(o23) AS json_agg_6 
FROM (SELECT t22.name AS name 
FROM union_organisation AS t22 
WHERE t22.name = ANY ($15::TEXT[]) ORDER BY t22.code ASC, t22.id ASC 
 LIMIT 50) AS o23), '[]'::json)), 'isNull', json_build_object('nodes', coalesce((SELECT json_agg(o25) AS json_agg_7 
FROM (SELECT t24.code AS code 
FROM union_organisation AS t24 
WHERE t24.founded_on IS NULL ORDER BY t24.code ASC, t24.id ASC 
 LIMIT 50) AS o25), '[]'::json)), 'starts', json_build_object('nodes', coalesce((SELECT json_agg(o27) AS json_agg_8 
FROM (SELECT t26.code AS code, t26.workers_count AS "workersCount" 
FROM union_organisation AS t26 
WHERE starts_with(t26.name, $16::VARCHAR) AND t26.workers_count >= 30 AND t26.workers_count < 50 ORDER BY t26.code ASC, t26.id ASC 
 LIMIT 50) AS o27), '[]'::json)), 'empty', json_build_object('totalCount', (SELECT count(*) AS count_3 
FROM union_organisation AS t28 
WHERE false))), 'extensions', '{"cost":1759}'::json) AS json_build_object_1
