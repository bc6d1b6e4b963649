SELECT json_build_object('data', json_build_object('unions', json_build_object('nodes', coalesce((SELECT json_agg(o14) AS json_agg_1 
FROM (SELECT b2.name AS name, json_build_object('nodes', coalesce((SELECT json_agg(o13) AS json_agg_2 
FROM (SELECT (SELECT row_to_json(o7) AS row_to_json_1 
FROM (SELECT concat(left(t6.name, $1::INTEGER), repeat($2::VARCHAR, greatest(char_length(t6.name) - $3::INTEGER, $4::INTEGER)), CASE WHEN (char_length(t6.name) > $5::INTEGER) THEN right(t6.name, $6::INTEGER) ELSE $7::VARCHAR END) AS name, t6.document_mask AS "documentNumberMask" 
FROM person AS t6 
WHERE t6.id = b5.person_id) AS o7) AS person, json_build_object('nodes', coalesce((SELECT json_agg(o12) AS json_agg_3 
FROM (SELECT b9.id AS "~dossier", b9.number AS number, b9.category AS category, json_build_object('nodes', coalesce((SELECT json_agg(o11) AS json_agg_4 
FROM (SELECT t10.amount AS amount, t10.paid_on AS "paidOn" 
FROM assistance_record AS t10 
WHERE t10.dossier_id = b9.id ORDER BY t10.paid_on DESC, t10.id DESC 
 LIMIT 2) AS o11), '[]'::json)) AS "assistanceRecords" 
FROM (SELECT t8.id AS id, t8.number AS number, t8.category AS category 
FROM dossier AS t8 
WHERE t8.membership_id = b5.id ORDER BY t8.id ASC 
 LIMIT 20) AS b9) AS o12), '[]'::json)) AS dossiers 
FROM (SELECT t3.person_id AS person_id, t3.id AS id 
FROM membership AS t3 
WHERE t3.union_id = b2.id AND (EXISTS (SELECT 1 
FROM dossier AS t4 
WHERE t4.membership_id = t3.id AND true)) ORDER BY t3.id ASC 
 LIMIT 3) AS b5) AS o13), '[]'::json)) AS members 
FROM (SELECT t1.name AS name, t1.id AS id 
FROM union_organisation AS t1 
WHERE t1.level = 6 ORDER BY t1.code ASC, t1.id ASC 
 LIMIT 50) AS b2) AS o14), '[]'::json)), 'divisions', json_build_object('nodes', coalesce((SELECT json_agg(o22) AS json_agg_5 
FROM (SELECT b16.name AS name, json_build_object('nodes', coalesce((SELECT json_agg(o21) AS json_agg_6 
FROM (SELECT b18.name AS name, b18.kind AS kind, json_build_object('nodes', coalesce((SELECT json_agg(o20) AS json_agg_7 
FROM (SELECT t19.inspected_on AS "inspectedOn", t19.score AS score, t19.result AS result 
FROM inspection AS t19 
WHERE t19.facility_id = b18.id ORDER BY t19.inspected_on DESC, t19.id DESC 
 LIMIT 1) AS o20), '[]'::json)) AS inspections 
FROM (SELECT t17.name AS name, t17.kind AS kind, t17.id AS id 
FROM facility AS t17 
WHERE t17.division_id = b16.id ORDER BY t17.id ASC 
 LIMIT 20) AS b18) AS o21), '[]'::json)) AS facilities 
FROM (SELECT t15.name AS name, t15.id AS id 
FROM division AS t15 
WHERE t15.level = 4 ORDER BY t15.code ASC, t15.id ASC 
 LIMIT 50) AS b16) AS o22), '[]'::json))), 'extensions', '{"cost":5952}'::json) AS json_build_object_1
