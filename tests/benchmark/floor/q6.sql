-- Facilities in a box of a tenth of a degree, the latest three inspections of each.
SELECT json_build_object('data', json_build_object('facilities', (
    SELECT coalesce(json_agg(shown), '[]') FROM (
        SELECT f.id, f.name, f.kind, f.status, f.lon, f.lat, (
            SELECT coalesce(json_agg(shown), '[]') FROM (
                SELECT id, inspected_on AS "inspectedOn", score, result
                FROM inspection WHERE facility_id = f.id
                ORDER BY inspected_on DESC, id DESC LIMIT 3
            ) AS shown
        ) AS inspections
        FROM (
            SELECT id, name, kind, status, lon, lat FROM facility
            WHERE lon >= $1::float8 AND lat >= $2::float8
                AND lon <= $3::float8 AND lat <= $4::float8
            ORDER BY id LIMIT 100
        ) AS f
    ) AS shown
)))
