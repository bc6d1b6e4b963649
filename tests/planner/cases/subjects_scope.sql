SELECT json_build_object('data', json_build_object('findings', json_build_object('nodes', coalesce((SELECT json_agg(o27) AS json_agg_1 
FROM (SELECT b2.severity AS severity, CASE WHEN (b2.subject_type = 'PERSON') THEN (SELECT row_to_json(o4) AS row_to_json_1 
FROM (SELECT 'Person' AS __typename, t3.id AS id, t3.sex AS sex 
FROM person AS t3 
WHERE t3.id = b2.subject_id AND (EXISTS (SELECT * 
FROM membership AS membership_1 
WHERE membership_1.person_id = t3.id AND membership_1.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID)))) AS o4) WHEN (b2.subject_type = 'MEMBERSHIP') THEN (SELECT row_to_json(o6) AS row_to_json_2 
FROM (SELECT 'Membership' AS __typename 
FROM membership AS t5 
WHERE t5.id = b2.subject_id AND t5.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID)) AS o6) WHEN (b2.subject_type = 'UNION') THEN (SELECT row_to_json(o8) AS row_to_json_3 
FROM (SELECT 'UnionOrganisation' AS __typename, t7.name AS name 
FROM union_organisation AS t7 
WHERE t7.id = b2.subject_id AND t7.id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID)) AS o8) WHEN (b2.subject_type = 'ENTERPRISE') THEN (SELECT row_to_json(o10) AS row_to_json_4 
FROM (SELECT 'Enterprise' AS __typename 
FROM enterprise AS t9 
WHERE t9.id = b2.subject_id AND (t9.union_id IN (SELECT union_closure_1.descendant_id 
FROM union_closure AS union_closure_1 
WHERE union_closure_1.ancestor_id = $1::UUID) OR t9.own_union_id IN (SELECT union_closure_2.descendant_id 
FROM union_closure AS union_closure_2 
WHERE union_closure_2.ancestor_id = $1::UUID))) AS o10) WHEN (b2.subject_type = 'DOSSIER') THEN (SELECT row_to_json(o12) AS row_to_json_5 
FROM (SELECT t11.id AS "~dossier", 'Dossier' AS __typename, t11.number AS number 
FROM dossier AS t11 
WHERE t11.id = b2.subject_id AND t11.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID)) AS o12) WHEN (b2.subject_type = 'ASSISTANCE') THEN (SELECT row_to_json(o14) AS row_to_json_6 
FROM (SELECT 'AssistanceRecord' AS __typename 
FROM assistance_record AS t13 
WHERE t13.id = b2.subject_id AND t13.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID)) AS o14) WHEN (b2.subject_type = 'PAYMENT_LINE') THEN (SELECT row_to_json(o16) AS row_to_json_7 
FROM (SELECT 'PaymentLine' AS __typename 
FROM payment_line AS t15 
WHERE t15.id = b2.subject_id AND t15.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID)) AS o16) WHEN (b2.subject_type = 'FUND') THEN (SELECT row_to_json(o18) AS row_to_json_8 
FROM (SELECT 'FundSource' AS __typename 
FROM fund_source AS t17 
WHERE t17.id = b2.subject_id) AS o18) WHEN (b2.subject_type = 'FACILITY') THEN (SELECT row_to_json(o20) AS row_to_json_9 
FROM (SELECT 'Facility' AS __typename, t19.id AS id, t19.code AS code 
FROM facility AS t19 
WHERE t19.id = b2.subject_id AND t19.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID)) AS o20) WHEN (b2.subject_type = 'FEED_SOURCE') THEN (SELECT row_to_json(o22) AS row_to_json_10 
FROM (SELECT 'FeedSource' AS __typename 
FROM feed_source AS t21 
WHERE false) AS o22) WHEN (b2.subject_type = 'OPINION_ALERT') THEN (SELECT row_to_json(o24) AS row_to_json_11 
FROM (SELECT 'OpinionAlert' AS __typename 
FROM opinion_alert AS t23 
WHERE t23.id = b2.subject_id AND (EXISTS (SELECT opinion_event_1.id 
FROM opinion_event AS opinion_event_1 
WHERE opinion_event_1.id = t23.event_id AND (opinion_event_1.owner_id = $2::UUID OR opinion_event_1.is_restricted IS false AND (opinion_event_1.status = $3 OR opinion_event_1.status = $4 OR opinion_event_1.status = $5 OR opinion_event_1.status = $6 OR opinion_event_1.status = $7 OR opinion_event_1.status = $8 OR opinion_event_1.status = $9) AND opinion_event_1.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID))))) AS o24) WHEN (b2.subject_type = 'USER') THEN (SELECT row_to_json(o26) AS row_to_json_12 
FROM (SELECT 'User' AS __typename 
FROM app_user AS t25 
WHERE t25.id = b2.subject_id AND t25.id = $2::UUID) AS o26) END AS subject 
FROM (SELECT t1.severity AS severity, t1.subject_type AS subject_type, t1.subject_id AS subject_id 
FROM finding AS t1 
WHERE t1.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $1::UUID) ORDER BY t1.severity ASC, t1.id ASC 
 LIMIT 50) AS b2) AS o27), '[]'::json))), 'extensions', '{"cost":101}'::json) AS json_build_object_1
