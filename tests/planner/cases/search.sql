SELECT json_build_object('data', json_build_object('han', json_build_object('nodes', coalesce((SELECT json_agg(o12) AS json_agg_1 
FROM (SELECT (SELECT row_to_json(o11) AS row_to_json_1 
FROM (SELECT t10.name AS name 
FROM person AS t10 
WHERE t10.id = b9.person_id) AS o11) AS person 
FROM (SELECT t7.person_id AS person_id 
FROM membership AS t7 
WHERE t7.person_id = ANY (array((SELECT t8.id 
FROM person AS t8 
WHERE t8.name >= $1::VARCHAR AND t8.name < $2::VARCHAR OR substr(t8.name, 2) >= $1::VARCHAR AND substr(t8.name, 2) < $2::VARCHAR OR t8.name_pinyin >= $1::VARCHAR AND t8.name_pinyin < $2::VARCHAR OR split_part(t8.name_pinyin, ' ', 2) >= $1::VARCHAR AND split_part(t8.name_pinyin, ' ', 2) < $2::VARCHAR))) ORDER BY t7.id ASC 
 LIMIT 50) AS b9) AS o12), '[]'::json)), 'given', json_build_object('totalCount', (SELECT count(*) AS count_1 
FROM membership AS t1 
WHERE t1.person_id = ANY (array((SELECT t2.id 
FROM person AS t2 
WHERE t2.name >= $3::VARCHAR AND t2.name < $4::VARCHAR OR substr(t2.name, 2) >= $3::VARCHAR AND substr(t2.name, 2) < $4::VARCHAR OR t2.name_pinyin >= $3::VARCHAR AND t2.name_pinyin < $4::VARCHAR OR split_part(t2.name_pinyin, ' ', 2) >= $3::VARCHAR AND split_part(t2.name_pinyin, ' ', 2) < $4::VARCHAR))) AND t1.status = $5::VARCHAR)), 'initials', json_build_object('totalCount', (SELECT count(*) AS count_2 
FROM membership AS t3 
WHERE t3.person_id = ANY (array((SELECT t4.id 
FROM person AS t4 
WHERE t4.name >= $6::VARCHAR AND t4.name < $7::VARCHAR OR substr(t4.name, 2) >= $6::VARCHAR AND substr(t4.name, 2) < $7::VARCHAR OR t4.name_pinyin >= $6::VARCHAR AND t4.name_pinyin < $7::VARCHAR OR split_part(t4.name_pinyin, ' ', 2) >= $6::VARCHAR AND split_part(t4.name_pinyin, ' ', 2) < $7::VARCHAR)))), 'nodes', coalesce((SELECT json_agg(o18) AS json_agg_2 
FROM (SELECT (SELECT row_to_json(o17) AS row_to_json_2 
FROM (SELECT t16.name AS name 
FROM person AS t16 
WHERE t16.id = b15.person_id) AS o17) AS person 
FROM (SELECT t13.person_id AS person_id 
FROM membership AS t13 
WHERE t13.person_id = ANY (array((SELECT t14.id 
FROM person AS t14 
WHERE t14.name >= $8::VARCHAR AND t14.name < $9::VARCHAR OR substr(t14.name, 2) >= $8::VARCHAR AND substr(t14.name, 2) < $9::VARCHAR OR t14.name_pinyin >= $8::VARCHAR AND t14.name_pinyin < $9::VARCHAR OR split_part(t14.name_pinyin, ' ', 2) >= $8::VARCHAR AND split_part(t14.name_pinyin, ' ', 2) < $9::VARCHAR))) ORDER BY t13.id ASC 
 LIMIT 50) AS b15) AS o18), '[]'::json)), 'pinyin', json_build_object('totalCount', (SELECT count(*) AS count_3 
FROM membership AS t5 
WHERE t5.person_id = ANY (array((SELECT t6.id 
FROM person AS t6 
WHERE t6.name >= $10::VARCHAR AND t6.name < $11::VARCHAR OR substr(t6.name, 2) >= $10::VARCHAR AND substr(t6.name, 2) < $11::VARCHAR OR t6.name_pinyin >= $10::VARCHAR AND t6.name_pinyin < $11::VARCHAR OR split_part(t6.name_pinyin, ' ', 2) >= $10::VARCHAR AND split_part(t6.name_pinyin, ' ', 2) < $11::VARCHAR))))), 'unions', json_build_object('nodes', coalesce((SELECT json_agg(o20) AS json_agg_3 
FROM (SELECT t19.name AS name 
FROM union_organisation AS t19 
WHERE strpos(lower(t19.name), $12::VARCHAR) > 0 OR strpos(t19.name_pinyin, $12::VARCHAR) > 0 OR t19.code = $13::VARCHAR OR t19.credit_code = $13::VARCHAR ORDER BY t19.code ASC, t19.id ASC 
 LIMIT 50) AS o20), '[]'::json)), 'unionInitials', json_build_object('nodes', coalesce((SELECT json_agg(o22) AS json_agg_4 
FROM (SELECT t21.name AS name 
FROM union_organisation AS t21 
WHERE strpos(lower(t21.name), $14::VARCHAR) > 0 OR strpos(t21.name_pinyin, $14::VARCHAR) > 0 OR t21.code = $15::VARCHAR OR t21.credit_code = $15::VARCHAR ORDER BY t21.code ASC, t21.id ASC 
 LIMIT 50) AS o22), '[]'::json)), 'unionPinyin', json_build_object('nodes', coalesce((SELECT json_agg(o24) AS json_agg_5 
FROM (SELECT t23.name AS name 
FROM union_organisation AS t23 
WHERE strpos(lower(t23.name), $16::VARCHAR) > 0 OR strpos(t23.name_pinyin, $16::VARCHAR) > 0 OR t23.code = $17::VARCHAR OR t23.credit_code = $17::VARCHAR OR strpos(lower(t23.name), $18::VARCHAR) > 0 OR strpos(t23.name_pinyin, $18::VARCHAR) > 0 OR t23.code = $19::VARCHAR OR t23.credit_code = $19::VARCHAR ORDER BY t23.code ASC, t23.id ASC 
 LIMIT 50) AS o24), '[]'::json)), 'box', json_build_object('nodes', coalesce((SELECT json_agg(o26) AS json_agg_6 
FROM (SELECT t25.code AS code, CAST(t25.longitude AS TEXT) AS longitude 
FROM facility AS t25 
WHERE t25.longitude BETWEEN $20::NUMERIC AND $21::NUMERIC AND t25.latitude BETWEEN $22::NUMERIC AND $23::NUMERIC ORDER BY t25.id ASC 
 LIMIT 50) AS o26), '[]'::json)), 'near', json_build_object('nodes', coalesce((SELECT json_agg(o28) AS json_agg_7 
FROM (SELECT t27.code AS code 
FROM facility AS t27 ORDER BY (CAST(t27.longitude AS FLOAT) - $24::FLOAT) * cosd($25::FLOAT) * (CAST(t27.longitude AS FLOAT) - $24::FLOAT) * cosd($25::FLOAT) + (CAST(t27.latitude AS FLOAT) - $25::FLOAT) * (CAST(t27.latitude AS FLOAT) - $25::FLOAT) ASC, t27.id ASC 
 LIMIT 3) AS o28), '[]'::json)), 'more', (WITH f30 AS 
(SELECT t29.code AS code, t29.id AS id, (CAST(t29.longitude AS FLOAT) - $26::FLOAT) * cosd($27::FLOAT) * (CAST(t29.longitude AS FLOAT) - $26::FLOAT) * cosd($27::FLOAT) + (CAST(t29.latitude AS FLOAT) - $27::FLOAT) * (CAST(t29.latitude AS FLOAT) - $27::FLOAT) AS "distance~" 
FROM facility AS t29 ORDER BY (CAST(t29.longitude AS FLOAT) - $26::FLOAT) * cosd($27::FLOAT) * (CAST(t29.longitude AS FLOAT) - $26::FLOAT) * cosd($27::FLOAT) + (CAST(t29.latitude AS FLOAT) - $27::FLOAT) * (CAST(t29.latitude AS FLOAT) - $27::FLOAT) ASC, t29.id ASC 
 LIMIT 3), 
n31 AS 
(SELECT f30.code AS code, f30.id AS id, f30."distance~" AS "distance~" 
FROM f30 ORDER BY f30."distance~" ASC, f30.id ASC 
 LIMIT 2)
 SELECT json_build_object('edges', (SELECT coalesce(json_agg(json_build_object('cursor', replace(encode(convert_to(CAST(json_build_array('6087de', n31."distance~", n31.id) AS TEXT), 'UTF8'), 'base64'), chr(10), ''), 'node', (SELECT row_to_json(o32) AS row_to_json_3 
FROM (SELECT n31.code AS code) AS o32))), '[]'::json) AS coalesce_1 
FROM n31), 'pageInfo', json_build_object('hasNextPage', (SELECT count(*) > 2 AS anon_1 
FROM f30), 'endCursor', (SELECT replace(encode(convert_to(CAST(json_build_array('6087de', n31."distance~", n31.id) AS TEXT), 'UTF8'), 'base64'), chr(10), '') AS replace_1 
FROM n31 ORDER BY n31."distance~" DESC, n31.id DESC 
 LIMIT 1))) AS json_build_object_2)), 'extensions', '{"cost":2217}'::json) AS json_build_object_1
