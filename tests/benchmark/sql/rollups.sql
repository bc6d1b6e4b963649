-- Figures kept beside the rows, in the form of the product's migration 0007: folded counts for a
-- union and its whole subtree, and deltas that are not folded yet (here: the youngest rows). What
-- is read is both together.

CREATE TABLE figure (
    union_id integer NOT NULL,
    measure text NOT NULL,
    state text NOT NULL,
    category text,
    month date,
    own bigint NOT NULL,
    total bigint NOT NULL,
    total_amount numeric NOT NULL,
    CONSTRAINT figure_key UNIQUE NULLS NOT DISTINCT (union_id, measure, state, category, month)
);

CREATE TABLE figure_delta (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    union_id integer NOT NULL,
    measure text NOT NULL,
    state text NOT NULL,
    category text,
    month date,
    count bigint NOT NULL,
    amount numeric NOT NULL
);

CREATE INDEX figure_delta_measure ON figure_delta (measure, union_id);

CREATE TABLE union_above (
    descendant_id integer NOT NULL,
    ancestor_id integer NOT NULL,
    depth integer NOT NULL,
    PRIMARY KEY (descendant_id, ancestor_id)
);
INSERT INTO union_above
WITH RECURSIVE climb (descendant_id, ancestor_id, depth) AS (
    SELECT id, id, 0 FROM union_org
    UNION ALL
    SELECT climb.descendant_id, union_org.parent_id, climb.depth + 1
    FROM climb JOIN union_org ON union_org.id = climb.ancestor_id
    WHERE union_org.parent_id IS NOT NULL
)
SELECT descendant_id, ancestor_id, depth FROM climb;

CREATE TEMPORARY TABLE counted AS
SELECT union_id, 'MEMBERS' AS measure, status AS state, employment_form AS category,
    NULL::date AS month, count(*) AS count, 0::numeric AS amount, id > 999800 AS pending
FROM member GROUP BY 1, 2, 3, 4, 5, 8
UNION ALL
SELECT m.union_id, 'DOSSIERS', d.status, d.category, NULL::date, count(*), 0::numeric, d.id % 2500 = 0
FROM dossier AS d JOIN member AS m ON m.id = d.member_id GROUP BY 1, 2, 3, 4, 5, 8
UNION ALL
SELECT union_id, 'CASES', status, NULL::text, NULL::date, count(*), 0::numeric, id % 2500 = 0
FROM rights_case GROUP BY 1, 2, 3, 4, 5, 8
UNION ALL
SELECT union_id, 'FACILITIES', status, kind, NULL::date, count(*), 0::numeric, id % 2500 = 0
FROM facility GROUP BY 1, 2, 3, 4, 5, 8
UNION ALL
SELECT m.union_id, 'ASSISTANCE', 'paid', a.kind, date_trunc('month', a.paid_on::timestamp)::date,
    count(*), sum(a.amount), a.id % 2500 = 0
FROM assistance AS a JOIN member AS m ON m.id = a.member_id
WHERE a.paid_on >= date '2024-01-01' GROUP BY 1, 2, 3, 4, 5, 8;

INSERT INTO figure
SELECT u.ancestor_id, c.measure, c.state, c.category, c.month,
    coalesce(sum(c.count) FILTER (WHERE u.depth = 0), 0), sum(c.count), sum(c.amount)
FROM counted AS c JOIN union_above AS u ON u.descendant_id = c.union_id
WHERE NOT c.pending GROUP BY 1, 2, 3, 4, 5;

INSERT INTO figure_delta (union_id, measure, state, category, month, count, amount)
SELECT union_id, measure, state, category, month, count, amount FROM counted WHERE pending;
DROP TABLE counted;

CREATE VIEW figure_now AS
SELECT md5(concat_ws('|', union_id, measure, state, category, month))::uuid AS key, summed.*
FROM (
    SELECT union_id, measure, state, category, month, sum(own)::bigint AS own,
        sum(total)::bigint AS total, sum(total_amount) AS total_amount
    FROM (
        SELECT * FROM figure
        UNION ALL
        SELECT u.ancestor_id, d.measure, d.state, d.category, d.month,
            CASE u.depth WHEN 0 THEN d.count ELSE 0 END, d.count, d.amount
        FROM figure_delta AS d CROSS JOIN LATERAL (
            SELECT a.ancestor_id, a.depth FROM union_above AS a
            WHERE a.descendant_id = d.union_id OFFSET 0
        ) AS u
    ) AS part
    GROUP BY union_id, measure, state, category, month
    HAVING sum(own) <> 0 OR sum(total) <> 0 OR sum(total_amount) <> 0
) AS summed;

CREATE VIEW member_figure AS SELECT * FROM figure_now WHERE measure = 'MEMBERS';
CREATE VIEW dossier_figure AS SELECT * FROM figure_now WHERE measure = 'DOSSIERS';
CREATE VIEW case_figure AS SELECT * FROM figure_now WHERE measure = 'CASES';
CREATE VIEW facility_figure AS SELECT * FROM figure_now WHERE measure = 'FACILITIES';
CREATE VIEW assistance_figure AS SELECT * FROM figure_now WHERE measure = 'ASSISTANCE';
