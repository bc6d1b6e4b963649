// Three clients that people use: each reads data, and sees a refusal as a GraphQL error.
import { createHash } from 'node:crypto';
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { Client as UrqlClient, fetchExchange } from '@urql/core';
import { parse } from 'graphql';
import { GraphQLClient } from 'graphql-request';
import { headers, query, report, url, variables, wrong } from './documents.mjs';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const plainLink = () => new HttpLink({ uri: url, headers });
const apolloClient = (link) =>
  new ApolloClient({ link, cache: new InMemoryCache(), defaultOptions: { query: { errorPolicy: 'all' } } });
const urql = new UrqlClient({
  url,
  exchanges: [fetchExchange],
  fetchOptions: { headers },
  preferGetMethod: false,
});

const checks = {
  async 'Apollo reads data'() {
    const result = await apolloClient(plainLink()).query({ query: parse(query), variables });
    if (!result.data?.unions) throw new Error('no data');
  },
  async 'Apollo sees errors'() {
    const result = await apolloClient(plainLink()).query({ query: parse(wrong) });
    if (result.error?.name !== 'CombinedGraphQLErrors') throw new Error(`seen as ${result.error?.name}`);
  },
  async 'Apollo persists queries'() {
    const link = new PersistedQueryLink({ sha256 }).concat(plainLink());
    const client = apolloClient(link);
    for (const first of [1, 2]) {
      const result = await client.query({ query: parse(query), variables: { first } });
      if (!result.data?.unions) throw new Error('no data');
    }
  },
  async 'urql reads data'() {
    const result = await urql.query(query, variables).toPromise();
    if (result.error) throw result.error;
  },
  async 'urql sees errors'() {
    const result = await urql.query(wrong, {}).toPromise();
    if (!result.error?.graphQLErrors?.length) throw new Error(`seen as ${result.error?.message}`);
  },
  async 'graphql-request reads data'() {
    const result = await new GraphQLClient(url, { headers }).request(query, variables);
    if (!result.unions) throw new Error('no data');
  },
};
// urql aborts a request whose answer it has read; Node may tell of that after the fact.
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, (cause) => {
    if (cause.name !== 'AbortError') throw cause;
  });
}
const failed = [];
for (const [name, check] of Object.entries(checks)) {
  await check().catch((cause) => failed.push(`${name}: ${cause.message}`));
}
report(failed, Object.keys(checks).length - failed.length);
