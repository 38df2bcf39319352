// Links that send hashes instead of texts, and links that always send the token they have.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, ServerError, gql } from '@apollo/client';
import { ErrorLink } from '@apollo/client/link/error';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { Client, fetchExchange } from '@urql/core';
import { authExchange } from '@urql/exchange-auth';
import { persistedExchange } from '@urql/exchange-persisted';
import { from, switchMap } from 'rxjs';

import { Person } from '../support/people.js';
import { startServer } from '../support/server.js';

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const sha256 = async (text) => createHash('sha256').update(text).digest('hex');
const offers = gql`
  query Offers {
    offers {
      totalCount
    }
  }
`;

/** fetch, and how often it was called. */
function counted() {
  const calls = [];
  const fetcher = (url, options) => {
    calls.push(options.body ? JSON.parse(options.body) : Object.fromEntries(new URL(url).searchParams));
    return fetch(url, options);
  };
  return { calls, fetcher };
}

test("Apollo's link falls back to texts, and does so once", async () => {
  const { calls, fetcher } = counted();
  const link = new PersistedQueryLink({ sha256 }).concat(new HttpLink({ uri: server.endpoint, fetch: fetcher }));
  const client = new ApolloClient({ cache: new InMemoryCache(), link });
  for (const _ of [1, 2]) {
    const { data } = await client.query({ query: offers, fetchPolicy: 'network-only' });
    assert.equal(data.offers.totalCount, 0);
  }
  assert.deepEqual(calls.map(({ query }) => Boolean(query)), [false, true, true]);
});

test("urql's exchange falls back to texts, and does so once", async () => {
  const { calls, fetcher } = counted();
  const exchanges = [persistedExchange({ generateHash: sha256 }), fetchExchange];
  const client = new Client({ url: server.endpoint, exchanges, fetch: fetcher, preferGetMethod: false });
  for (const _ of [1, 2]) {
    const { data, error } = await client.query(offers, {}, { requestPolicy: 'network-only' });
    assert.equal(error, undefined);
    assert.equal(data.offers.totalCount, 0);
  }
  assert.deepEqual(calls.map(({ query }) => Boolean(query)), [false, true, true]);
});

const refresh = gql`
  mutation Refresh($token: String!) {
    sessionRefresh(input: { refreshToken: $token }) {
      session {
        accessToken
        refreshToken
      }
      userErrors {
        code
      }
    }
  }
`;

const me = gql`
  query Me {
    viewer {
      id
    }
  }
`;

test("Apollo's links that send an expired token with everything get a fresh one, and do not loop", async () => {
  const zoe = await Person.joins(server);
  let token = 'expired';
  const { calls, fetcher } = counted();
  const authorized = new ApolloLink((operation, forward) => {
    operation.setContext({ headers: { authorization: `Bearer ${token}` } });
    return forward(operation);
  });
  const refreshing = new ErrorLink(({ error, operation, forward }) => {
    const isStale = ServerError.is(error) ? error.statusCode === 401 : /UNAUTHENTICATED/.test(JSON.stringify(error));
    if (!isStale || operation.operationName === 'Refresh') return;
    const fresh = client.mutate({ mutation: refresh, variables: { token: zoe.refreshToken } }).then(({ data }) => {
      token = data.sessionRefresh.session.accessToken;
    });
    return from(fresh).pipe(switchMap(() => forward(operation)));
  });
  const http = new HttpLink({ uri: server.endpoint, fetch: fetcher });
  const client = new ApolloClient({ cache: new InMemoryCache(), link: ApolloLink.from([refreshing, authorized, http]) });

  assert.equal((await client.query({ query: offers })).data.offers.totalCount, 0);
  assert.equal(calls.length, 1);
  assert.ok((await client.query({ query: me })).data.viewer.id);
  assert.deepEqual(calls.map(({ operationName }) => operationName), ['Offers', 'Me', 'Refresh', 'Me']);
});

test("urql's exchange that sends an expired token with everything gets a fresh one, and does not loop", async () => {
  const zoe = await Person.joins(server);
  const { calls, fetcher } = counted();
  const auth = authExchange(async (utils) => {
    let token = 'expired';
    return {
      addAuthToOperation: (operation) => utils.appendHeaders(operation, { authorization: `Bearer ${token}` }),
      didAuthError: (error) =>
        error.response?.status === 401 || error.graphQLErrors.some(({ extensions }) => extensions.code === 'UNAUTHENTICATED'),
      refreshAuth: async () => {
        const { data } = await utils.mutate(refresh, { token: zoe.refreshToken });
        token = data.sessionRefresh.session.accessToken;
      },
    };
  });
  const client = new Client({ url: server.endpoint, exchanges: [auth, fetchExchange], fetch: fetcher, preferGetMethod: false });
  const { data, error } = await client.query(me, {});
  assert.equal(error, undefined);
  assert.ok(data.viewer.id);
  assert.ok(calls.length <= 4, JSON.stringify(calls));
});
