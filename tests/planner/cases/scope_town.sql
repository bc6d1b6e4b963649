WITH r3 AS 
(SELECT t2.status AS k_status, count(*) AS n 
FROM membership AS t2 
WHERE t2.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID) GROUP BY t2.status)
 SELECT json_build_object('data', json_build_object('unions', json_build_object('nodes', coalesce((SELECT json_agg(o8) AS json_agg_1 
FROM (SELECT b5.code AS code, (SELECT row_to_json(o7) AS row_to_json_1 
FROM (SELECT t6.code AS code 
FROM union_organisation AS t6 
WHERE t6.id = b5.parent_id AND t6.id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID)) AS o7) AS parent 
FROM (SELECT t4.code AS code, t4.parent_id AS parent_id 
FROM union_organisation AS t4 
WHERE t4.id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID) ORDER BY t4.code ASC, t4.id ASC 
 LIMIT 50) AS b5) AS o8), '[]'::json), 'totalCount', (SELECT count(*) AS count_1 
FROM union_organisation AS t1 
WHERE t1.id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID))), 'members', json_build_object('totalCount', (SELECT CAST(coalesce(sum(r3.n), 0) AS BIGINT) AS coalesce_1 
FROM r3), 'aggregate', (SELECT json_build_object('count', CAST(coalesce(sum(r3.n), 0) AS BIGINT)) AS json_build_object_2 
FROM r3), 'groups', (SELECT coalesce(json_agg(g9), '[]'::json) AS coalesce_2 
FROM (SELECT json_build_object('status', r3.k_status) AS key, CAST(coalesce(sum(r3.n), 0) AS BIGINT) AS count 
FROM r3 GROUP BY r3.k_status ORDER BY r3.k_status ASC NULLS LAST 
 LIMIT 100) AS g9)), 'dossiers', json_build_object('nodes', coalesce((SELECT json_agg(o14) AS json_agg_2 
FROM (SELECT b11.id AS "~dossier", b11.number AS number, (SELECT row_to_json(o13) AS row_to_json_2 
FROM (SELECT t12.name AS name 
FROM person AS t12 
WHERE t12.id = b11.person_id AND (EXISTS (SELECT * 
FROM membership AS membership_1 
WHERE membership_1.person_id = t12.id AND membership_1.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID)))) AS o13) AS person 
FROM (SELECT t10.id AS id, t10.number AS number, t10.person_id AS person_id 
FROM dossier AS t10 
WHERE t10.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID) ORDER BY t10.id ASC 
 LIMIT 50) AS b11) AS o14), '[]'::json)), 'facilities', json_build_object('nodes', coalesce((SELECT json_agg(o16) AS json_agg_3 
FROM (SELECT t15.code AS code 
FROM facility AS t15 
WHERE t15.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID) ORDER BY t15.id ASC 
 LIMIT 50) AS o16), '[]'::json)), 'other', (SELECT row_to_json(o18) AS row_to_json_3 
FROM (SELECT t17.name AS name 
FROM union_organisation AS t17 
WHERE t17.id = $2::UUID AND t17.id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID)) AS o18), 'persons', json_build_object('nodes', coalesce((SELECT json_agg(o25) AS json_agg_4 
FROM (SELECT (SELECT row_to_json(o24) AS row_to_json_4 
FROM (SELECT b22.name AS name, json_build_object('totalCount', (SELECT count(*) AS count_2 
FROM membership AS t23 
WHERE t23.person_id = b22.id AND t23.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID))) AS memberships 
FROM (SELECT t21.name AS name, t21.id AS id 
FROM person AS t21 
WHERE t21.id = b20.person_id) AS b22) AS o24) AS person 
FROM (SELECT t19.person_id AS person_id 
FROM membership AS t19 
WHERE t19.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID) ORDER BY t19.id ASC 
 LIMIT 2) AS b20) AS o25), '[]'::json))), 'extensions', '{"cost":782}'::json) AS json_build_object_1
