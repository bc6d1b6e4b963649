SELECT json_build_object('data', json_build_object('forward', (WITH f2 AS 
(SELECT t1.id AS id, t1.contract_end_on AS contract_end_on, t1.joined_on AS joined_on 
FROM membership AS t1 ORDER BY t1.contract_end_on DESC, t1.joined_on ASC, t1.id ASC 
 LIMIT 4), 
n3 AS 
(SELECT f2.id AS id, f2.contract_end_on AS contract_end_on, f2.joined_on AS joined_on 
FROM f2 ORDER BY f2.contract_end_on DESC, f2.joined_on ASC, f2.id ASC 
 LIMIT 3)
 SELECT json_build_object('edges', (SELECT coalesce(json_agg(json_build_object('cursor', replace(encode(convert_to(CAST(json_build_array('8fbebd', n3.contract_end_on, n3.joined_on, n3.id) AS TEXT), 'UTF8'), 'base64'), chr(10), ''), 'node', (SELECT row_to_json(o4) AS row_to_json_1 
FROM (SELECT n3.id AS id, n3.contract_end_on AS "contractEndOn", n3.joined_on AS "joinedOn") AS o4))), '[]'::json) AS coalesce_1 
FROM n3), 'pageInfo', json_build_object('hasNextPage', (SELECT count(*) > 3 AS anon_1 
FROM f2), 'hasPreviousPage', false, 'startCursor', (SELECT replace(encode(convert_to(CAST(json_build_array('8fbebd', n3.contract_end_on, n3.joined_on, n3.id) AS TEXT), 'UTF8'), 'base64'), chr(10), '') AS replace_1 
FROM n3 ORDER BY n3.contract_end_on DESC, n3.joined_on ASC, n3.id ASC 
 LIMIT 1), 'endCursor', (SELECT replace(encode(convert_to(CAST(json_build_array('8fbebd', n3.contract_end_on, n3.joined_on, n3.id) AS TEXT), 'UTF8'), 'base64'), chr(10), '') AS replace_2 
FROM n3 ORDER BY n3.contract_end_on ASC, n3.joined_on DESC, n3.id DESC 
 LIMIT 1))) AS json_build_object_2), 'backward', (WITH f6 AS 
(SELECT t5.id AS id, t5.contract_end_on AS contract_end_on 
FROM membership AS t5 ORDER BY t5.contract_end_on DESC, t5.id DESC 
 LIMIT 3), 
n8 AS 
(SELECT s7.id AS id, s7.contract_end_on AS contract_end_on 
FROM (SELECT f6.id AS id, f6.contract_end_on AS contract_end_on 
FROM f6 ORDER BY f6.contract_end_on DESC, f6.id DESC 
 LIMIT 2) AS s7 ORDER BY s7.contract_end_on ASC, s7.id ASC)
 SELECT json_build_object('nodes', coalesce((SELECT json_agg(o9) AS json_agg_1 
FROM (SELECT n8.id AS id, n8.contract_end_on AS "contractEndOn" 
FROM n8) AS o9), '[]'::json), 'edges', (SELECT coalesce(json_agg(json_build_object('node', (SELECT row_to_json(o10) AS row_to_json_2 
FROM (SELECT n8.id AS id) AS o10))), '[]'::json) AS coalesce_2 
FROM n8), 'pageInfo', json_build_object('hasNextPage', false, 'hasPreviousPage', (SELECT count(*) > 2 AS anon_2 
FROM f6), 'startCursor', (SELECT replace(encode(convert_to(CAST(json_build_array('c8b0f1', n8.contract_end_on, n8.id) AS TEXT), 'UTF8'), 'base64'), chr(10), '') AS replace_3 
FROM n8 ORDER BY n8.contract_end_on ASC, n8.id ASC 
 LIMIT 1), 'endCursor', (SELECT replace(encode(convert_to(CAST(json_build_array('c8b0f1', n8.contract_end_on, n8.id) AS TEXT), 'UTF8'), 'base64'), chr(10), '') AS replace_4 
FROM n8 ORDER BY n8.contract_end_on DESC, n8.id DESC 
 LIMIT 1))) AS json_build_object_3), 'nested', (WITH f12 AS 
(SELECT t11.id AS id, t11.code AS code 
FROM union_organisation AS t11 ORDER BY t11.code ASC, t11.id ASC 
 LIMIT 3), 
n13 AS 
(SELECT f12.id AS id, f12.code AS code 
FROM f12 ORDER BY f12.code ASC, f12.id ASC 
 LIMIT 2)
 SELECT json_build_object('nodes', coalesce((SELECT json_agg(o18) AS json_agg_2 
FROM (SELECT (WITH f15 AS 
(SELECT t14.id AS id 
FROM membership AS t14 
WHERE t14.union_id = n13.id ORDER BY t14.id ASC 
 LIMIT 2), 
n16 AS 
(SELECT f15.id AS id 
FROM f15 ORDER BY f15.id ASC 
 LIMIT 1)
 SELECT json_build_object('edges', (SELECT coalesce(json_agg(json_build_object('cursor', replace(encode(convert_to(CAST(json_build_array('2eafec', n16.id) AS TEXT), 'UTF8'), 'base64'), chr(10), ''), 'node', (SELECT row_to_json(o17) AS row_to_json_3 
FROM (SELECT n16.id AS id) AS o17))), '[]'::json) AS coalesce_3 
FROM n16), 'pageInfo', json_build_object('hasNextPage', (SELECT count(*) > 1 AS anon_3 
FROM f15), 'endCursor', (SELECT replace(encode(convert_to(CAST(json_build_array('2eafec', n16.id) AS TEXT), 'UTF8'), 'base64'), chr(10), '') AS replace_5 
FROM n16 ORDER BY n16.id DESC 
 LIMIT 1))) AS json_build_object_5) AS members 
FROM n13) AS o18), '[]'::json), 'pageInfo', json_build_object('hasNextPage', (SELECT count(*) > 2 AS anon_4 
FROM f12))) AS json_build_object_4)), 'extensions', '{"cost":23}'::json) AS json_build_object_1
