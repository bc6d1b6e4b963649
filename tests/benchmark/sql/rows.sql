-- Rows from nothing but their number: draw(row, column) is a repeatable hash in [0, 1e9+7), so every
-- build on every machine holds the same rows. pick() chooses from a list with it; a value that is
-- repeated in a list is that much likelier.

CREATE FUNCTION draw(row_number bigint, drawn_column integer) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT abs(hashint8extended(row_number, drawn_column) % 1000000007) $$;

CREATE FUNCTION pick(choices text[], row_number bigint, drawn_column integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT choices[1 + draw(row_number, drawn_column) % cardinality(choices)] $$;

CREATE FUNCTION day(origin date, span integer, row_number bigint, drawn_column integer) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT origin + (draw(row_number, drawn_column) % span)::integer $$;

INSERT INTO region
SELECT n, format('Town %s', n), 'T' || lpad(n::text, 3, '0')
FROM generate_series(1, 16) AS n;

-- Four levels: the city (1), its towns (2-17), 200 sub-federations (18-217), 1,783 local unions.
INSERT INTO union_org
SELECT n, parent, CASE WHEN n = 1 THEN 1 ELSE home END, format('Union no. %s', n), level,
    pick('{active,active,active,active,suspended,dissolved}', n, 1),
    day('1980-01-01', 15000, n, 2)
FROM generate_series(1, 2000) AS n,
LATERAL (SELECT CASE WHEN n <= 1 THEN 1 WHEN n <= 17 THEN 2 WHEN n <= 217 THEN 3 ELSE 4 END)
    AS tier (level),
LATERAL (
    SELECT
        CASE level
            WHEN 2 THEN 1 WHEN 3 THEN 2 + (n - 18) % 16 WHEN 4 THEN 18 + (n - 218) % 200
        END,
        CASE level
            WHEN 2 THEN n - 1 WHEN 3 THEN 1 + (n - 18) % 16 WHEN 4 THEN 1 + (n - 218) % 200 % 16
        END
) AS place (parent, home);

INSERT INTO union_closure
WITH RECURSIVE climb (descendant_id, ancestor_id) AS (
    SELECT id, id FROM union_org
    UNION ALL
    SELECT climb.descendant_id, union_org.parent_id
    FROM climb JOIN union_org ON union_org.id = climb.ancestor_id
    WHERE union_org.parent_id IS NOT NULL
)
SELECT descendant_id, lpad(to_hex(ancestor_id), 32, '0')::uuid FROM climb;

INSERT INTO member
SELECT n, 1 + (draw(n, 1) % 2000)::integer,
    pick('{Alder,Birch,Cedar,Dogwood,Elm,Fir,Ginkgo,Hazel,Ivy,Juniper,Kapok,Larch,Maple,Nutmeg,Oak,Pine}', n, 2)
    || ' '
    || pick('{Anna,Boris,Chen,Dana,Erik,Fatima,Goran,Hana,Igor,Jun,Kira,Leo,Mina,Nils,Olga,Pavel}', n, 3),
    (110000 + draw(n, 4) % 880000)::text || to_char(birth, 'YYYYMMDD') || lpad((n % 10000)::text, 4, '0'),
    CASE draw(n, 6) % 2 WHEN 0 THEN 'male' ELSE 'female' END,
    birth,
    '1' || lpad((draw(n, 7) % 10000000000)::text, 10, '0'),
    day('2000-01-01', 9400, n, 8),
    pick('{active,active,active,active,active,active,retired,transferred,suspended,left}', n, 9),
    pick('{full_time,part_time,dispatch,platform,freelance}', n, 10),
    pick('{primary,middle,high,college,bachelor,master}', n, 11),
    format('%s Example Road, Town %s', draw(n, 12) % 999, 1 + draw(n, 13) % 16)
FROM generate_series(1, 1000000) AS n,
LATERAL (SELECT day('1950-01-01', 19000, n, 5)) AS born (birth);

INSERT INTO facility
SELECT n, 1 + (draw(n, 1) % 16)::integer, 1 + (draw(n, 2) % 2000)::integer,
    pick('{service_station,outdoor_station,care_room,training_base}', n, 3),
    format('Facility %s', n), format('%s Example Road', n),
    point(lon, lat), lon, lat,
    pick('{open,open,open,closed,maintenance}', n, 6), day('2010-01-01', 5800, n, 7)
FROM generate_series(1, 3000) AS n,
LATERAL (SELECT 113.0 + (draw(n, 4) % 1000000) / 1e6, 22.5 + (draw(n, 5) % 1000000) / 1e6)
    AS place (lon, lat);

-- Ten inspections a facility.
INSERT INTO inspection
SELECT n, 1 + (n - 1) / 10, day('2016-01-01', 3700, n, 1), 50 + (draw(n, 2) % 51)::integer,
    format('Inspector %s', draw(n, 3) % 40), pick('{pass,pass,pass,fail,recheck}', n, 4),
    CASE WHEN draw(n, 5) % 3 = 0 THEN format('note %s', n) END
FROM generate_series(1, 30000) AS n;

-- One dossier in every twenty members.
INSERT INTO dossier
SELECT n, n * 20 - draw(n, 1) % 19,
    pick('{low_income,illness,disability,accident,single_parent}', n, 2),
    (draw(n, 3) % 600000) / 100.0, 1 + (draw(n, 4) % 6)::integer,
    pick('{open,open,review,closed}', n, 5), day('2015-01-01', 4100, n, 6)
FROM generate_series(1, 50000) AS n;

-- Three records in five follow a dossier; the others go to the first 80,000 members, so that the
-- first members of every union, whom Q2 reads, have about two each.
INSERT INTO assistance
SELECT n, CASE WHEN n % 5 < 3 THEN dossier.member_id ELSE 1 + draw(n, 1) % 80000 END,
    CASE WHEN n % 5 < 3 THEN dossier.id END,
    pick('{cash,medical,education,holiday,legal}', n, 2),
    (draw(n, 3) % 500000) / 100.0 + 50, day('2019-01-01', 2700, n, 4)
FROM generate_series(1, 400000) AS n
LEFT JOIN dossier ON dossier.id = 1 + draw(n, 5) % 50000;

INSERT INTO rights_case
SELECT n, 1 + draw(n, 1) % 1000000, 1 + (draw(n, 2) % 2000)::integer,
    pick('{wages,injury,contract,dismissal,social_insurance}', n, 3), format('Case %s', n),
    pick('{filed,mediation,arbitration,closed,closed}', n, 4), day('2018-01-01', 3000, n, 5)
FROM generate_series(1, 60000) AS n;

-- Four events a case, ten days apart, beginning on the day it was filed.
INSERT INTO case_event
SELECT (id - 1) * 4 + step, id, (filed_on + time '08:00') AT TIME ZONE 'UTC' + (step - 1) * interval '10 days',
    ('{filed,assigned,hearing,closed}'::text[])[step], format('event %s', (id - 1) * 4 + step)
FROM rights_case, generate_series(1, 4) AS step;

-- The helpers must not become query fields of PostGraphile's schema.
DROP FUNCTION pick;
DROP FUNCTION day;
DROP FUNCTION draw;
