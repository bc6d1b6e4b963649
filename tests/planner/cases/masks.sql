SELECT json_build_object('data', json_build_object('members', json_build_object('nodes', coalesce((SELECT json_agg(o5) AS json_agg_1 
FROM (SELECT (SELECT row_to_json(o4) AS row_to_json_1 
FROM (SELECT concat(left(t3.name, $1::INTEGER), repeat($2::VARCHAR, greatest(char_length(t3.name) - $3::INTEGER, $4::INTEGER)), CASE WHEN (char_length(t3.name) > $5::INTEGER) THEN right(t3.name, $6::INTEGER) ELSE $7::VARCHAR END) AS name, CAST(date_trunc($8::VARCHAR, t3.birth_date) AS DATE) AS "birthDate", t3.document_mask AS "documentNumberMask" 
FROM person AS t3 
WHERE t3.id = b2.person_id) AS o4) AS person 
FROM (SELECT t1.person_id AS person_id 
FROM membership AS t1 ORDER BY t1.id ASC 
 LIMIT 3) AS b2) AS o5), '[]'::json))), 'extensions', '{"cost":7}'::json) AS json_build_object_1
