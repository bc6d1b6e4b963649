SELECT json_build_object('data', json_build_object('__typename', 'Query', 'first', json_build_object('__typename', 'UnionOrganisationConnection', 'nodes', coalesce((SELECT json_agg(o2) AS json_agg_1 
FROM (SELECT 'UnionOrganisation' AS __typename, t1.id AS id, t1.name AS name 
FROM union_organisation AS t1 ORDER BY t1.code ASC, t1.id ASC 
 LIMIT 1) AS o2), '[]'::json)), 'aVeryLongAliasThatIsLongerThanAnyIdentifierOfPostgresqlMayBeWhichIs63', json_build_object('nodes', coalesce((SELECT json_agg(json_build_object('aVeryLongAliasThatIsLongerThanAnyIdentifierOfPostgresqlMayBeWhichIs63', o4.c0, 'code', o4.c1)) AS json_agg_2 
FROM (SELECT t3.name AS c0, t3.code AS c1 
FROM union_organisation AS t3 ORDER BY t3.code ASC, t3.id ASC 
 LIMIT 1) AS o4), '[]'::json)), 'union', (SELECT row_to_json(o9) AS row_to_json_1 
FROM (SELECT b6.id AS id, b6.name AS name, (SELECT row_to_json(o8) AS row_to_json_2 
FROM (SELECT t7.name AS name, t7.code AS code 
FROM division AS t7 
WHERE t7.id = b6.division_id) AS o8) AS division 
FROM (SELECT t5.id AS id, t5.name AS name, t5.division_id AS division_id 
FROM union_organisation AS t5 
WHERE t5.id = $1::UUID) AS b6) AS o9)), 'extensions', '{"cost":6}'::json) AS json_build_object_1
