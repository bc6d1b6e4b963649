SELECT json_build_object('data', json_build_object('unions', json_build_object('nodes', coalesce((SELECT json_agg(o5) AS json_agg_1 
FROM (SELECT b2.code AS code, (SELECT row_to_json(o4) AS row_to_json_1 
FROM (SELECT t3.code AS code 
FROM union_organisation AS t3 
WHERE t3.id = b2.parent_id AND t3.id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID)) AS o4) AS parent 
FROM (SELECT t1.code AS code, t1.parent_id AS parent_id 
FROM union_organisation AS t1 
WHERE t1.id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID) ORDER BY t1.code ASC, t1.id ASC 
 LIMIT 50) AS b2) AS o5), '[]'::json), 'totalCount', (SELECT count(*) AS count_1 
FROM union_organisation AS t6 
WHERE t6.id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID))), 'members', json_build_object('totalCount', (SELECT count(*) AS count_2 
FROM membership AS t7 
WHERE t7.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID)), 'aggregate', (SELECT json_build_object('count', count(*)) AS json_build_object_2 
FROM membership AS t8 
WHERE t8.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID)), 'groups', (SELECT coalesce(json_agg(g10), '[]'::json) AS coalesce_1 
FROM (SELECT json_build_object('status', t9.status) AS key, count(*) AS count 
FROM membership AS t9 
WHERE t9.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID) GROUP BY t9.status ORDER BY t9.status ASC NULLS LAST 
 LIMIT 100) AS g10)), 'dossiers', json_build_object('nodes', coalesce((SELECT json_agg(o15) AS json_agg_2 
FROM (SELECT b12.number AS number, (SELECT row_to_json(o14) AS row_to_json_2 
FROM (SELECT concat(left(t13.name, $2::INTEGER), repeat($3::VARCHAR, greatest(char_length(t13.name) - $4::INTEGER, $5::INTEGER)), CASE WHEN (char_length(t13.name) > $6::INTEGER) THEN right(t13.name, $7::INTEGER) ELSE $8::VARCHAR END) AS name 
FROM person AS t13 
WHERE t13.id = b12.person_id AND (EXISTS (SELECT * 
FROM membership AS membership_1 
WHERE membership_1.person_id = t13.id AND membership_1.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID)))) AS o14) AS person 
FROM (SELECT t11.number AS number, t11.person_id AS person_id 
FROM dossier AS t11 
WHERE t11.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID) ORDER BY t11.id ASC 
 LIMIT 50) AS b12) AS o15), '[]'::json)), 'facilities', json_build_object('nodes', coalesce((SELECT json_agg(o17) AS json_agg_3 
FROM (SELECT t16.code AS code 
FROM facility AS t16 
WHERE t16.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID) ORDER BY t16.id ASC 
 LIMIT 50) AS o17), '[]'::json)), 'other', (SELECT row_to_json(o19) AS row_to_json_3 
FROM (SELECT t18.name AS name 
FROM union_organisation AS t18 
WHERE t18.id = $9::UUID AND t18.id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID)) AS o19), 'persons', json_build_object('nodes', coalesce((SELECT json_agg(o26) AS json_agg_4 
FROM (SELECT (SELECT row_to_json(o25) AS row_to_json_4 
FROM (SELECT concat(left(b23.name, $10::INTEGER), repeat($11::VARCHAR, greatest(char_length(b23.name) - $12::INTEGER, $13::INTEGER)), CASE WHEN (char_length(b23.name) > $14::INTEGER) THEN right(b23.name, $15::INTEGER) ELSE $16::VARCHAR END) AS name, json_build_object('totalCount', (SELECT count(*) AS count_3 
FROM membership AS t24 
WHERE t24.person_id = b23.id AND t24.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID))) AS memberships 
FROM (SELECT t22.name AS name, t22.id AS id 
FROM person AS t22 
WHERE t22.id = b21.person_id) AS b23) AS o25) AS person 
FROM (SELECT t20.person_id AS person_id 
FROM membership AS t20 
WHERE t20.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID) ORDER BY t20.id ASC 
 LIMIT 2) AS b21) AS o26), '[]'::json))), 'extensions', '{"cost":782}'::json) AS json_build_object_1
