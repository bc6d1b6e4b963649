-- An index for every condition and order that Q1-Q6 use, for all contenders alike.

ALTER TABLE region ADD PRIMARY KEY (id), ADD UNIQUE (code);
ALTER TABLE union_org ADD PRIMARY KEY (id);
ALTER TABLE union_closure ADD PRIMARY KEY (descendant_id, ancestor_id);
ALTER TABLE member ADD PRIMARY KEY (id);
ALTER TABLE facility ADD PRIMARY KEY (id);
ALTER TABLE inspection ADD PRIMARY KEY (id);
ALTER TABLE dossier ADD PRIMARY KEY (id);
ALTER TABLE assistance ADD PRIMARY KEY (id);
ALTER TABLE rights_case ADD PRIMARY KEY (id);
ALTER TABLE case_event ADD PRIMARY KEY (id);

CREATE INDEX union_org_parent ON union_org (parent_id);
CREATE INDEX union_org_level ON union_org (level);
CREATE INDEX union_org_region ON union_org (region_id);
CREATE INDEX union_closure_ancestor ON union_closure (ancestor_id, descendant_id);
CREATE INDEX member_union ON member (union_id, id);
CREATE INDEX member_state ON member (status, employment_form, id);
CREATE INDEX member_id_no ON member (id_no);
CREATE INDEX facility_union ON facility (union_id);
CREATE INDEX facility_region ON facility (region_id);
CREATE INDEX facility_place ON facility (lon, lat);
CREATE INDEX facility_location ON facility USING gist (location);
CREATE INDEX inspection_latest ON inspection (facility_id, inspected_on DESC, id DESC);
CREATE INDEX dossier_member ON dossier (member_id);
CREATE INDEX assistance_latest ON assistance (member_id, paid_on DESC, id DESC);
CREATE INDEX assistance_dossier ON assistance (dossier_id);
CREATE INDEX assistance_month ON assistance (paid_on);
CREATE INDEX rights_case_member ON rights_case (member_id, id);
CREATE INDEX rights_case_union ON rights_case (union_id);
CREATE INDEX case_event_case ON case_event (case_id, at);

ALTER TABLE union_org
    ADD FOREIGN KEY (parent_id) REFERENCES union_org,
    ADD FOREIGN KEY (region_id) REFERENCES region;
ALTER TABLE member ADD FOREIGN KEY (union_id) REFERENCES union_org;
ALTER TABLE facility
    ADD FOREIGN KEY (region_id) REFERENCES region,
    ADD FOREIGN KEY (union_id) REFERENCES union_org;
ALTER TABLE inspection ADD FOREIGN KEY (facility_id) REFERENCES facility;
ALTER TABLE dossier ADD FOREIGN KEY (member_id) REFERENCES member;
ALTER TABLE assistance
    ADD FOREIGN KEY (member_id) REFERENCES member,
    ADD FOREIGN KEY (dossier_id) REFERENCES dossier;
ALTER TABLE rights_case
    ADD FOREIGN KEY (member_id) REFERENCES member,
    ADD FOREIGN KEY (union_id) REFERENCES union_org;
ALTER TABLE case_event ADD FOREIGN KEY (case_id) REFERENCES rights_case;
