// The audits of GraphQL over HTTP that the package graphql-http brings.
import { auditServer } from 'graphql-http';
import { headers, report, url } from './documents.mjs';

const signedIn = (target, options = {}) => {
  const given = new Headers(options.headers ?? {});
  for (const [name, value] of Object.entries(headers)) given.set(name, value);
  return fetch(target, { ...options, headers: given });
};
const results = await auditServer({ url, fetchFn: signedIn });
const failed = results.filter((result) => result.status !== 'ok');
report(
  failed.map(({ id, status, name, reason }) => `${status} ${id} ${name}: ${reason}`),
  results.length - failed.length,
);
