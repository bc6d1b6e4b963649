SELECT json_build_object('data', json_build_object('findings', json_build_object('nodes', coalesce((SELECT json_agg(o11) AS json_agg_1 
FROM (SELECT b2.severity AS severity, CASE WHEN (b2.subject_type = 'PERSON') THEN (SELECT row_to_json(o4) AS row_to_json_1 
FROM (SELECT 'Person' AS __typename, t3.id AS id, t3.sex AS sex 
FROM person AS t3 
WHERE t3.id = b2.subject_id) AS o4) WHEN (b2.subject_type = 'UNION') THEN (SELECT row_to_json(o6) AS row_to_json_2 
FROM (SELECT 'UnionOrganisation' AS __typename, t5.name AS name 
FROM union_organisation AS t5 
WHERE t5.id = b2.subject_id) AS o6) WHEN (b2.subject_type = 'DOSSIER') THEN (SELECT row_to_json(o8) AS row_to_json_3 
FROM (SELECT t7.id AS "~dossier", 'Dossier' AS __typename, t7.number AS number 
FROM dossier AS t7 
WHERE t7.id = b2.subject_id) AS o8) WHEN (b2.subject_type = 'FACILITY') THEN (SELECT row_to_json(o10) AS row_to_json_4 
FROM (SELECT 'Facility' AS __typename, t9.id AS id, t9.code AS code 
FROM facility AS t9 
WHERE t9.id = b2.subject_id) AS o10) END AS subject 
FROM (SELECT t1.severity AS severity, t1.subject_type AS subject_type, t1.subject_id AS subject_id 
FROM finding AS t1 ORDER BY t1.severity ASC, t1.id ASC 
 LIMIT 50) AS b2) AS o11), '[]'::json))), 'extensions', '{"cost":101}'::json) AS json_build_object_1
