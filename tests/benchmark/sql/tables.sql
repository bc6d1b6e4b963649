-- The federation of the benchmark: nine tables, and the closure of the union tree that scope reads.
-- Names, types and nullability are those of the published baseline; keys and indexes follow the
-- rows, because loading bare tables is several times faster.

CREATE TABLE region (
    id integer NOT NULL,
    name text NOT NULL,
    code text NOT NULL
);

CREATE TABLE union_org (
    id integer NOT NULL,
    parent_id integer,
    region_id integer NOT NULL,
    name text NOT NULL,
    level integer NOT NULL,
    status text NOT NULL,
    founded_on date NOT NULL
);

-- Scope names unions as the product's accounts do, by UUID: union 1 is …0001.
CREATE TABLE union_closure (
    descendant_id integer NOT NULL,
    ancestor_id uuid NOT NULL
);

CREATE TABLE member (
    id bigint NOT NULL,
    union_id integer NOT NULL,
    name text NOT NULL,
    id_no text NOT NULL,
    gender text NOT NULL,
    birth date NOT NULL,
    phone text NOT NULL,
    joined_on date NOT NULL,
    status text NOT NULL,
    employment_form text NOT NULL,
    education text NOT NULL,
    address text NOT NULL
);

CREATE TABLE facility (
    id integer NOT NULL,
    region_id integer NOT NULL,
    union_id integer NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    location point NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    status text NOT NULL,
    opened_on date NOT NULL
);

CREATE TABLE inspection (
    id integer NOT NULL,
    facility_id integer NOT NULL,
    inspected_on date NOT NULL,
    score integer NOT NULL,
    inspector text NOT NULL,
    result text NOT NULL,
    note text
);

CREATE TABLE dossier (
    id integer NOT NULL,
    member_id bigint NOT NULL,
    category text NOT NULL,
    per_capita_income numeric(12, 2) NOT NULL,
    family_size integer NOT NULL,
    status text NOT NULL,
    opened_on date NOT NULL
);

CREATE TABLE assistance (
    id bigint NOT NULL,
    member_id bigint NOT NULL,
    dossier_id integer,
    kind text NOT NULL,
    amount numeric(12, 2) NOT NULL,
    paid_on date NOT NULL
);

CREATE TABLE rights_case (
    id integer NOT NULL,
    member_id bigint NOT NULL,
    union_id integer NOT NULL,
    category text NOT NULL,
    title text NOT NULL,
    status text NOT NULL,
    filed_on date NOT NULL
);

CREATE TABLE case_event (
    id bigint NOT NULL,
    case_id integer NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    note text NOT NULL
);
