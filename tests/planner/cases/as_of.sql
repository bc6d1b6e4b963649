WITH r4 AS 
(SELECT t3.level AS k_level, count(*) AS n 
FROM division AS t3 
WHERE t3.level = 4 AND (t3.valid_from IS NULL OR t3.valid_from <= $1::DATE) AND (t3.valid_to IS NULL OR t3.valid_to > $1::DATE) GROUP BY t3.level)
 SELECT json_build_object('data', json_build_object('history', json_build_object('totalCount', (SELECT count(*) AS count_1 
FROM division AS t1)), 'before', json_build_object('totalCount', (SELECT count(*) AS count_2 
FROM division AS t2 
WHERE (t2.valid_from IS NULL OR t2.valid_from <= $2::DATE) AND (t2.valid_to IS NULL OR t2.valid_to > $2::DATE)), 'nodes', coalesce((SELECT json_agg(o6) AS json_agg_1 
FROM (SELECT t5.name AS name, t5.valid_to AS "validTo" 
FROM division AS t5 
WHERE (t5.valid_from IS NULL OR t5.valid_from <= $3::DATE) AND (t5.valid_to IS NULL OR t5.valid_to > $3::DATE) ORDER BY t5.code ASC, t5.id ASC 
 LIMIT 50) AS o6), '[]'::json)), 'on', json_build_object('totalCount', (SELECT CAST(coalesce(sum(r4.n), 0) AS BIGINT) AS coalesce_1 
FROM r4), 'groups', (SELECT coalesce(json_agg(g7), '[]'::json) AS coalesce_2 
FROM (SELECT json_build_object('level', r4.k_level) AS key, CAST(coalesce(sum(r4.n), 0) AS BIGINT) AS count 
FROM r4 GROUP BY r4.k_level ORDER BY r4.k_level ASC NULLS LAST 
 LIMIT 100) AS g7), 'nodes', coalesce((SELECT json_agg(o11) AS json_agg_2 
FROM (SELECT b9.name AS name, json_build_object('totalCount', (SELECT count(*) AS count_3 
FROM division AS t10 
WHERE t10.parent_id = b9.id AND (t10.valid_from IS NULL OR t10.valid_from <= $4::DATE) AND (t10.valid_to IS NULL OR t10.valid_to > $4::DATE))) AS children 
FROM (SELECT t8.name AS name, t8.id AS id 
FROM division AS t8 
WHERE t8.level = 4 AND (t8.valid_from IS NULL OR t8.valid_from <= $5::DATE) AND (t8.valid_to IS NULL OR t8.valid_to > $5::DATE) ORDER BY t8.code ASC, t8.id ASC 
 LIMIT 50) AS b9) AS o11), '[]'::json)), 'counties', json_build_object('nodes', coalesce((SELECT json_agg(o18) AS json_agg_3 
FROM (SELECT (WITH f15 AS 
(SELECT t14.name AS name, t14.code AS code, t14.id AS id 
FROM division AS t14 
WHERE t14.parent_id = b13.id AND (t14.valid_from IS NULL OR t14.valid_from <= $6::DATE) AND (t14.valid_to IS NULL OR t14.valid_to > $6::DATE) ORDER BY t14.code ASC, t14.id ASC 
 LIMIT 2), 
n16 AS 
(SELECT f15.name AS name, f15.code AS code, f15.id AS id 
FROM f15 ORDER BY f15.code ASC, f15.id ASC 
 LIMIT 1)
 SELECT json_build_object('nodes', coalesce((SELECT json_agg(o17) AS json_agg_4 
FROM (SELECT n16.name AS name 
FROM n16) AS o17), '[]'::json), 'pageInfo', json_build_object('hasNextPage', (SELECT count(*) > 1 AS anon_1 
FROM f15))) AS json_build_object_2) AS children 
FROM (SELECT t12.id AS id 
FROM division AS t12 
WHERE t12.level = 3 ORDER BY t12.code ASC, t12.id ASC 
 LIMIT 50) AS b13) AS o18), '[]'::json)), 'ruleParameters', json_build_object('nodes', coalesce((SELECT json_agg(o20) AS json_agg_5 
FROM (SELECT t19.rule AS rule, t19.key AS key 
FROM rule_parameter AS t19 
WHERE (t19.valid_from IS NULL OR t19.valid_from <= $7::DATE) AND (t19.valid_to IS NULL OR t19.valid_to > $7::DATE) ORDER BY t19.rule ASC, t19.key ASC, t19.valid_from ASC, t19.id ASC 
 LIMIT 2) AS o20), '[]'::json))), 'extensions', '{"cost":1307}'::json) AS json_build_object_1
