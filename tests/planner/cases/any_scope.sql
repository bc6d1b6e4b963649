SELECT json_build_object('data', json_build_object('node', coalesce((SELECT row_to_json(o7) AS row_to_json_1 
FROM (SELECT b2.id AS id, 'Membership' AS __typename, b2.status AS status, (SELECT row_to_json(o4) AS row_to_json_2 
FROM (SELECT t3.id AS id 
FROM person AS t3 
WHERE t3.id = b2.person_id) AS o4) AS person, (SELECT row_to_json(o6) AS row_to_json_3 
FROM (SELECT t5.code AS code 
FROM union_organisation AS t5 
WHERE t5.id = b2.union_id) AS o6) AS "union" 
FROM (SELECT t1.id AS id, t1.status AS status, t1.person_id AS person_id, t1.union_id AS union_id 
FROM membership AS t1 
WHERE t1.id = $1::UUID AND t1.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS b2) AS o7), (SELECT row_to_json(o9) AS row_to_json_4 
FROM (SELECT t8.id AS id, 'Dossier' AS __typename, t8.number AS number 
FROM dossier AS t8 
WHERE t8.id = $1::UUID AND t8.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o9), (SELECT row_to_json(o11) AS row_to_json_5 
FROM (SELECT t10.id AS id, 'Division' AS __typename 
FROM division AS t10 
WHERE t10.id = $1::UUID) AS o11), (SELECT row_to_json(o13) AS row_to_json_6 
FROM (SELECT t12.id AS id, 'UnionOrganisation' AS __typename 
FROM union_organisation AS t12 
WHERE t12.id = $1::UUID AND t12.id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o13), (SELECT row_to_json(o15) AS row_to_json_7 
FROM (SELECT t14.id AS id, 'Person' AS __typename 
FROM person AS t14 
WHERE t14.id = $1::UUID AND (EXISTS (SELECT * 
FROM membership AS membership_1 
WHERE membership_1.person_id = t14.id AND membership_1.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)))) AS o15), (SELECT row_to_json(o17) AS row_to_json_8 
FROM (SELECT t16.id AS id, 'AssistanceRecord' AS __typename 
FROM assistance_record AS t16 
WHERE t16.id = $1::UUID AND t16.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o17), (SELECT row_to_json(o19) AS row_to_json_9 
FROM (SELECT t18.id AS id, 'HouseholdMember' AS __typename 
FROM household_member AS t18 
WHERE t18.id = $1::UUID AND (EXISTS (SELECT * 
FROM dossier AS dossier_1 
WHERE dossier_1.id = t18.dossier_id AND dossier_1.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)))) AS o19), (SELECT row_to_json(o21) AS row_to_json_10 
FROM (SELECT t20.id AS id, 'Assessment' AS __typename 
FROM assessment AS t20 
WHERE t20.id = $1::UUID AND (EXISTS (SELECT * 
FROM dossier AS dossier_2 
WHERE dossier_2.id = t20.dossier_id AND dossier_2.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)))) AS o21), (SELECT row_to_json(o23) AS row_to_json_11 
FROM (SELECT t22.id AS id, 'Finding' AS __typename 
FROM finding AS t22 
WHERE t22.id = $1::UUID AND t22.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o23), (SELECT row_to_json(o25) AS row_to_json_12 
FROM (SELECT t24.id AS id, 'ScreeningRule' AS __typename 
FROM screening_rule AS t24 
WHERE t24.id = $1::UUID) AS o25), (SELECT row_to_json(o27) AS row_to_json_13 
FROM (SELECT t26.id AS id, 'Facility' AS __typename 
FROM facility AS t26 
WHERE t26.id = $1::UUID AND t26.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o27), (SELECT row_to_json(o29) AS row_to_json_14 
FROM (SELECT t28.id AS id, 'Inspection' AS __typename 
FROM inspection AS t28 
WHERE t28.id = $1::UUID AND (EXISTS (SELECT * 
FROM facility AS facility_1 
WHERE facility_1.id = t28.facility_id AND facility_1.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)))) AS o29), (SELECT row_to_json(o31) AS row_to_json_15 
FROM (SELECT t30.id AS id, 'ScreeningRun' AS __typename 
FROM screening_run AS t30 
WHERE t30.id = $1::UUID) AS o31), (SELECT row_to_json(o33) AS row_to_json_16 
FROM (SELECT t32.id AS id, 'JobRun' AS __typename 
FROM job_run AS t32 
WHERE t32.id = $1::UUID AND (t32.schedule_code IS NOT NULL OR t32.actor = concat($3::VARCHAR, $4::UUID))) AS o33), (SELECT row_to_json(o35) AS row_to_json_17 
FROM (SELECT t34.id AS id, 'Schedule' AS __typename 
FROM schedule AS t34 
WHERE t34.id = $1::UUID) AS o35), (SELECT row_to_json(o37) AS row_to_json_18 
FROM (SELECT t36.id AS id, 'MembershipTransfer' AS __typename 
FROM membership_transfer AS t36 
WHERE t36.id = $1::UUID AND (t36.from_union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID) OR t36.to_union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID))) AS o37), (SELECT row_to_json(o39) AS row_to_json_19 
FROM (SELECT t38.id AS id, 'OpinionEvent' AS __typename 
FROM opinion_event AS t38 
WHERE false) AS o39), (SELECT row_to_json(o41) AS row_to_json_20 
FROM (SELECT t40.id AS id, 'FeedItem' AS __typename 
FROM feed_item AS t40 
WHERE false) AS o41), (SELECT row_to_json(o43) AS row_to_json_21 
FROM (SELECT t42.id AS id, 'FeedSource' AS __typename 
FROM feed_source AS t42 
WHERE false) AS o43), (SELECT row_to_json(o45) AS row_to_json_22 
FROM (SELECT t44.id AS id, 'OpinionAlert' AS __typename 
FROM opinion_alert AS t44 
WHERE false) AS o45)), 'other', coalesce((SELECT row_to_json(o50) AS row_to_json_23 
FROM (SELECT b47.name AS name, json_build_object('nodes', coalesce((SELECT json_agg(o49) AS json_agg_1 
FROM (SELECT t48.id AS id 
FROM membership AS t48 
WHERE t48.union_id = b47.id ORDER BY t48.id ASC 
 LIMIT 1) AS o49), '[]'::json)) AS members 
FROM (SELECT t46.name AS name, t46.id AS id 
FROM union_organisation AS t46 
WHERE t46.id = $5::UUID AND t46.id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS b47) AS o50), (SELECT row_to_json(o55) AS row_to_json_24 
FROM (SELECT (SELECT row_to_json(o54) AS row_to_json_25 
FROM (SELECT t53.code AS code 
FROM union_organisation AS t53 
WHERE t53.id = b52.union_id) AS o54) AS "union" 
FROM (SELECT t51.union_id AS union_id 
FROM membership AS t51 
WHERE t51.id = $5::UUID AND t51.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS b52) AS o55), (SELECT row_to_json(o57) AS row_to_json_26 
FROM (SELECT NULL AS c0 
FROM division AS t56 
WHERE t56.id = $5::UUID) AS o57), (SELECT row_to_json(o59) AS row_to_json_27 
FROM (SELECT NULL AS c0 
FROM person AS t58 
WHERE t58.id = $5::UUID AND (EXISTS (SELECT * 
FROM membership AS membership_2 
WHERE membership_2.person_id = t58.id AND membership_2.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)))) AS o59), (SELECT row_to_json(o61) AS row_to_json_28 
FROM (SELECT NULL AS c0 
FROM assistance_record AS t60 
WHERE t60.id = $5::UUID AND t60.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o61), (SELECT row_to_json(o63) AS row_to_json_29 
FROM (SELECT NULL AS c0 
FROM dossier AS t62 
WHERE t62.id = $5::UUID AND t62.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o63), (SELECT row_to_json(o65) AS row_to_json_30 
FROM (SELECT NULL AS c0 
FROM household_member AS t64 
WHERE t64.id = $5::UUID AND (EXISTS (SELECT * 
FROM dossier AS dossier_3 
WHERE dossier_3.id = t64.dossier_id AND dossier_3.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)))) AS o65), (SELECT row_to_json(o67) AS row_to_json_31 
FROM (SELECT NULL AS c0 
FROM assessment AS t66 
WHERE t66.id = $5::UUID AND (EXISTS (SELECT * 
FROM dossier AS dossier_4 
WHERE dossier_4.id = t66.dossier_id AND dossier_4.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)))) AS o67), (SELECT row_to_json(o69) AS row_to_json_32 
FROM (SELECT NULL AS c0 
FROM finding AS t68 
WHERE t68.id = $5::UUID AND t68.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o69), (SELECT row_to_json(o71) AS row_to_json_33 
FROM (SELECT NULL AS c0 
FROM screening_rule AS t70 
WHERE t70.id = $5::UUID) AS o71), (SELECT row_to_json(o73) AS row_to_json_34 
FROM (SELECT NULL AS c0 
FROM facility AS t72 
WHERE t72.id = $5::UUID AND t72.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o73), (SELECT row_to_json(o75) AS row_to_json_35 
FROM (SELECT NULL AS c0 
FROM inspection AS t74 
WHERE t74.id = $5::UUID AND (EXISTS (SELECT * 
FROM facility AS facility_2 
WHERE facility_2.id = t74.facility_id AND facility_2.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)))) AS o75), (SELECT row_to_json(o77) AS row_to_json_36 
FROM (SELECT NULL AS c0 
FROM screening_run AS t76 
WHERE t76.id = $5::UUID) AS o77), (SELECT row_to_json(o79) AS row_to_json_37 
FROM (SELECT NULL AS c0 
FROM job_run AS t78 
WHERE t78.id = $5::UUID AND (t78.schedule_code IS NOT NULL OR t78.actor = concat($6::VARCHAR, $4::UUID))) AS o79), (SELECT row_to_json(o81) AS row_to_json_38 
FROM (SELECT NULL AS c0 
FROM schedule AS t80 
WHERE t80.id = $5::UUID) AS o81), (SELECT row_to_json(o83) AS row_to_json_39 
FROM (SELECT NULL AS c0 
FROM membership_transfer AS t82 
WHERE t82.id = $5::UUID AND (t82.from_union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID) OR t82.to_union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID))) AS o83), (SELECT row_to_json(o85) AS row_to_json_40 
FROM (SELECT NULL AS c0 
FROM opinion_event AS t84 
WHERE false) AS o85), (SELECT row_to_json(o87) AS row_to_json_41 
FROM (SELECT NULL AS c0 
FROM feed_item AS t86 
WHERE false) AS o87), (SELECT row_to_json(o89) AS row_to_json_42 
FROM (SELECT NULL AS c0 
FROM feed_source AS t88 
WHERE false) AS o89), (SELECT row_to_json(o91) AS row_to_json_43 
FROM (SELECT NULL AS c0 
FROM opinion_alert AS t90 
WHERE false) AS o91)), 'missing', coalesce((SELECT row_to_json(o93) AS row_to_json_44 
FROM (SELECT t92.id AS id 
FROM division AS t92 
WHERE t92.id = $7::UUID) AS o93), (SELECT row_to_json(o95) AS row_to_json_45 
FROM (SELECT t94.id AS id 
FROM union_organisation AS t94 
WHERE t94.id = $7::UUID AND t94.id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o95), (SELECT row_to_json(o97) AS row_to_json_46 
FROM (SELECT t96.id AS id 
FROM membership AS t96 
WHERE t96.id = $7::UUID AND t96.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o97), (SELECT row_to_json(o99) AS row_to_json_47 
FROM (SELECT t98.id AS id 
FROM person AS t98 
WHERE t98.id = $7::UUID AND (EXISTS (SELECT * 
FROM membership AS membership_3 
WHERE membership_3.person_id = t98.id AND membership_3.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)))) AS o99), (SELECT row_to_json(o101) AS row_to_json_48 
FROM (SELECT t100.id AS id 
FROM assistance_record AS t100 
WHERE t100.id = $7::UUID AND t100.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o101), (SELECT row_to_json(o103) AS row_to_json_49 
FROM (SELECT t102.id AS id 
FROM dossier AS t102 
WHERE t102.id = $7::UUID AND t102.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o103), (SELECT row_to_json(o105) AS row_to_json_50 
FROM (SELECT t104.id AS id 
FROM household_member AS t104 
WHERE t104.id = $7::UUID AND (EXISTS (SELECT * 
FROM dossier AS dossier_5 
WHERE dossier_5.id = t104.dossier_id AND dossier_5.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)))) AS o105), (SELECT row_to_json(o107) AS row_to_json_51 
FROM (SELECT t106.id AS id 
FROM assessment AS t106 
WHERE t106.id = $7::UUID AND (EXISTS (SELECT * 
FROM dossier AS dossier_6 
WHERE dossier_6.id = t106.dossier_id AND dossier_6.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)))) AS o107), (SELECT row_to_json(o109) AS row_to_json_52 
FROM (SELECT t108.id AS id 
FROM finding AS t108 
WHERE t108.id = $7::UUID AND t108.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o109), (SELECT row_to_json(o111) AS row_to_json_53 
FROM (SELECT t110.id AS id 
FROM screening_rule AS t110 
WHERE t110.id = $7::UUID) AS o111), (SELECT row_to_json(o113) AS row_to_json_54 
FROM (SELECT t112.id AS id 
FROM facility AS t112 
WHERE t112.id = $7::UUID AND t112.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o113), (SELECT row_to_json(o115) AS row_to_json_55 
FROM (SELECT t114.id AS id 
FROM inspection AS t114 
WHERE t114.id = $7::UUID AND (EXISTS (SELECT * 
FROM facility AS facility_3 
WHERE facility_3.id = t114.facility_id AND facility_3.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)))) AS o115), (SELECT row_to_json(o117) AS row_to_json_56 
FROM (SELECT t116.id AS id 
FROM screening_run AS t116 
WHERE t116.id = $7::UUID) AS o117), (SELECT row_to_json(o119) AS row_to_json_57 
FROM (SELECT t118.id AS id 
FROM job_run AS t118 
WHERE t118.id = $7::UUID AND (t118.schedule_code IS NOT NULL OR t118.actor = concat($8::VARCHAR, $4::UUID))) AS o119), (SELECT row_to_json(o121) AS row_to_json_58 
FROM (SELECT t120.id AS id 
FROM schedule AS t120 
WHERE t120.id = $7::UUID) AS o121), (SELECT row_to_json(o123) AS row_to_json_59 
FROM (SELECT t122.id AS id 
FROM membership_transfer AS t122 
WHERE t122.id = $7::UUID AND (t122.from_union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID) OR t122.to_union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID))) AS o123), (SELECT row_to_json(o125) AS row_to_json_60 
FROM (SELECT t124.id AS id 
FROM opinion_event AS t124 
WHERE false) AS o125), (SELECT row_to_json(o127) AS row_to_json_61 
FROM (SELECT t126.id AS id 
FROM feed_item AS t126 
WHERE false) AS o127), (SELECT row_to_json(o129) AS row_to_json_62 
FROM (SELECT t128.id AS id 
FROM feed_source AS t128 
WHERE false) AS o129), (SELECT row_to_json(o131) AS row_to_json_63 
FROM (SELECT t130.id AS id 
FROM opinion_alert AS t130 
WHERE false) AS o131)), 'nodes', (SELECT coalesce(json_agg(coalesce((SELECT row_to_json(o136) AS row_to_json_64 
FROM (SELECT b134.id AS id, b134.code AS code, json_build_object('totalCount', (SELECT count(*) AS count_1 
FROM inspection AS t135 
WHERE t135.facility_id = b134.id)) AS inspections, 'Facility' AS __typename 
FROM (SELECT t133.id AS id, t133.code AS code 
FROM facility AS t133 
WHERE t133.id = k132.id AND t133.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS b134) AS o136), (SELECT row_to_json(o138) AS row_to_json_65 
FROM (SELECT t137.id AS id, 'Division' AS __typename 
FROM division AS t137 
WHERE t137.id = k132.id) AS o138), (SELECT row_to_json(o140) AS row_to_json_66 
FROM (SELECT t139.id AS id, 'UnionOrganisation' AS __typename 
FROM union_organisation AS t139 
WHERE t139.id = k132.id AND t139.id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o140), (SELECT row_to_json(o142) AS row_to_json_67 
FROM (SELECT t141.id AS id, 'Membership' AS __typename 
FROM membership AS t141 
WHERE t141.id = k132.id AND t141.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o142), (SELECT row_to_json(o144) AS row_to_json_68 
FROM (SELECT t143.id AS id, 'Person' AS __typename 
FROM person AS t143 
WHERE t143.id = k132.id AND (EXISTS (SELECT * 
FROM membership AS membership_4 
WHERE membership_4.person_id = t143.id AND membership_4.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)))) AS o144), (SELECT row_to_json(o146) AS row_to_json_69 
FROM (SELECT t145.id AS id, 'AssistanceRecord' AS __typename 
FROM assistance_record AS t145 
WHERE t145.id = k132.id AND t145.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o146), (SELECT row_to_json(o148) AS row_to_json_70 
FROM (SELECT t147.id AS id, 'Dossier' AS __typename 
FROM dossier AS t147 
WHERE t147.id = k132.id AND t147.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o148), (SELECT row_to_json(o150) AS row_to_json_71 
FROM (SELECT t149.id AS id, 'HouseholdMember' AS __typename 
FROM household_member AS t149 
WHERE t149.id = k132.id AND (EXISTS (SELECT * 
FROM dossier AS dossier_7 
WHERE dossier_7.id = t149.dossier_id AND dossier_7.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)))) AS o150), (SELECT row_to_json(o152) AS row_to_json_72 
FROM (SELECT t151.id AS id, 'Assessment' AS __typename 
FROM assessment AS t151 
WHERE t151.id = k132.id AND (EXISTS (SELECT * 
FROM dossier AS dossier_8 
WHERE dossier_8.id = t151.dossier_id AND dossier_8.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)))) AS o152), (SELECT row_to_json(o154) AS row_to_json_73 
FROM (SELECT t153.id AS id, 'Finding' AS __typename 
FROM finding AS t153 
WHERE t153.id = k132.id AND t153.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o154), (SELECT row_to_json(o156) AS row_to_json_74 
FROM (SELECT t155.id AS id, 'ScreeningRule' AS __typename 
FROM screening_rule AS t155 
WHERE t155.id = k132.id) AS o156), (SELECT row_to_json(o158) AS row_to_json_75 
FROM (SELECT t157.id AS id, 'Inspection' AS __typename 
FROM inspection AS t157 
WHERE t157.id = k132.id AND (EXISTS (SELECT * 
FROM facility AS facility_4 
WHERE facility_4.id = t157.facility_id AND facility_4.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)))) AS o158), (SELECT row_to_json(o160) AS row_to_json_76 
FROM (SELECT t159.id AS id, 'ScreeningRun' AS __typename 
FROM screening_run AS t159 
WHERE t159.id = k132.id) AS o160), (SELECT row_to_json(o162) AS row_to_json_77 
FROM (SELECT t161.id AS id, 'JobRun' AS __typename 
FROM job_run AS t161 
WHERE t161.id = k132.id AND (t161.schedule_code IS NOT NULL OR t161.actor = concat($9::VARCHAR, $4::UUID))) AS o162), (SELECT row_to_json(o164) AS row_to_json_78 
FROM (SELECT t163.id AS id, 'Schedule' AS __typename 
FROM schedule AS t163 
WHERE t163.id = k132.id) AS o164), (SELECT row_to_json(o166) AS row_to_json_79 
FROM (SELECT t165.id AS id, 'MembershipTransfer' AS __typename 
FROM membership_transfer AS t165 
WHERE t165.id = k132.id AND (t165.from_union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID) OR t165.to_union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID))) AS o166), (SELECT row_to_json(o168) AS row_to_json_80 
FROM (SELECT t167.id AS id, 'OpinionEvent' AS __typename 
FROM opinion_event AS t167 
WHERE false) AS o168), (SELECT row_to_json(o170) AS row_to_json_81 
FROM (SELECT t169.id AS id, 'FeedItem' AS __typename 
FROM feed_item AS t169 
WHERE false) AS o170), (SELECT row_to_json(o172) AS row_to_json_82 
FROM (SELECT t171.id AS id, 'FeedSource' AS __typename 
FROM feed_source AS t171 
WHERE false) AS o172), (SELECT row_to_json(o174) AS row_to_json_83 
FROM (SELECT t173.id AS id, 'OpinionAlert' AS __typename 
FROM opinion_alert AS t173 
WHERE false) AS o174)) ORDER BY k132.place), '[]'::json) AS coalesce_1 
FROM unnest($10::UUID[]) WITH ORDINALITY AS k132(id, place)), 'literal', (SELECT coalesce(json_agg(coalesce((SELECT row_to_json(o177) AS row_to_json_84 
FROM (SELECT t176.name AS name 
FROM facility AS t176 
WHERE t176.id = k175.id AND t176.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o177), (SELECT row_to_json(o179) AS row_to_json_85 
FROM (SELECT NULL AS c0 
FROM division AS t178 
WHERE t178.id = k175.id) AS o179), (SELECT row_to_json(o181) AS row_to_json_86 
FROM (SELECT NULL AS c0 
FROM union_organisation AS t180 
WHERE t180.id = k175.id AND t180.id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o181), (SELECT row_to_json(o183) AS row_to_json_87 
FROM (SELECT NULL AS c0 
FROM membership AS t182 
WHERE t182.id = k175.id AND t182.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o183), (SELECT row_to_json(o185) AS row_to_json_88 
FROM (SELECT NULL AS c0 
FROM person AS t184 
WHERE t184.id = k175.id AND (EXISTS (SELECT * 
FROM membership AS membership_5 
WHERE membership_5.person_id = t184.id AND membership_5.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)))) AS o185), (SELECT row_to_json(o187) AS row_to_json_89 
FROM (SELECT NULL AS c0 
FROM assistance_record AS t186 
WHERE t186.id = k175.id AND t186.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o187), (SELECT row_to_json(o189) AS row_to_json_90 
FROM (SELECT NULL AS c0 
FROM dossier AS t188 
WHERE t188.id = k175.id AND t188.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o189), (SELECT row_to_json(o191) AS row_to_json_91 
FROM (SELECT NULL AS c0 
FROM household_member AS t190 
WHERE t190.id = k175.id AND (EXISTS (SELECT * 
FROM dossier AS dossier_9 
WHERE dossier_9.id = t190.dossier_id AND dossier_9.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)))) AS o191), (SELECT row_to_json(o193) AS row_to_json_92 
FROM (SELECT NULL AS c0 
FROM assessment AS t192 
WHERE t192.id = k175.id AND (EXISTS (SELECT * 
FROM dossier AS dossier_10 
WHERE dossier_10.id = t192.dossier_id AND dossier_10.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)))) AS o193), (SELECT row_to_json(o195) AS row_to_json_93 
FROM (SELECT NULL AS c0 
FROM finding AS t194 
WHERE t194.id = k175.id AND t194.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)) AS o195), (SELECT row_to_json(o197) AS row_to_json_94 
FROM (SELECT NULL AS c0 
FROM screening_rule AS t196 
WHERE t196.id = k175.id) AS o197), (SELECT row_to_json(o199) AS row_to_json_95 
FROM (SELECT NULL AS c0 
FROM inspection AS t198 
WHERE t198.id = k175.id AND (EXISTS (SELECT * 
FROM facility AS facility_5 
WHERE facility_5.id = t198.facility_id AND facility_5.union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID)))) AS o199), (SELECT row_to_json(o201) AS row_to_json_96 
FROM (SELECT NULL AS c0 
FROM screening_run AS t200 
WHERE t200.id = k175.id) AS o201), (SELECT row_to_json(o203) AS row_to_json_97 
FROM (SELECT NULL AS c0 
FROM job_run AS t202 
WHERE t202.id = k175.id AND (t202.schedule_code IS NOT NULL OR t202.actor = concat($11::VARCHAR, $4::UUID))) AS o203), (SELECT row_to_json(o205) AS row_to_json_98 
FROM (SELECT NULL AS c0 
FROM schedule AS t204 
WHERE t204.id = k175.id) AS o205), (SELECT row_to_json(o207) AS row_to_json_99 
FROM (SELECT NULL AS c0 
FROM membership_transfer AS t206 
WHERE t206.id = k175.id AND (t206.from_union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID) OR t206.to_union_id IN (SELECT union_closure.descendant_id 
FROM union_closure 
WHERE union_closure.ancestor_id = $2::UUID))) AS o207), (SELECT row_to_json(o209) AS row_to_json_100 
FROM (SELECT NULL AS c0 
FROM opinion_event AS t208 
WHERE false) AS o209), (SELECT row_to_json(o211) AS row_to_json_101 
FROM (SELECT NULL AS c0 
FROM feed_item AS t210 
WHERE false) AS o211), (SELECT row_to_json(o213) AS row_to_json_102 
FROM (SELECT NULL AS c0 
FROM feed_source AS t212 
WHERE false) AS o213), (SELECT row_to_json(o215) AS row_to_json_103 
FROM (SELECT NULL AS c0 
FROM opinion_alert AS t214 
WHERE false) AS o215)) ORDER BY k175.place), '[]'::json) AS coalesce_2 
FROM unnest($12::UUID[]) WITH ORDINALITY AS k175(id, place))), 'extensions', '{"cost":1208}'::json) AS json_build_object_1
