// urql: its document cache knows our types, and our errors arrive as its own.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, cacheExchange, fetchExchange, gql } from '@urql/core';

import { Person } from '../support/people.js';
import { startServer } from '../support/server.js';

let server, bea;
before(async () => {
  server = await startServer();
  bea = await (await Person.joins(server)).foundsBrand();
});
after(() => server?.stop());

const open = (token, more = {}) =>
  new Client({
    url: server.endpoint,
    exchanges: [cacheExchange, fetchExchange],
    fetchOptions: { headers: token ? { authorization: `Bearer ${token}` } : {} },
    ...more,
  });

const offer = gql`
  query ($id: ID!) {
    offer(id: $id) {
      id
      state
    }
  }
`;

const publish = gql`
  mutation ($input: OfferPublishInput!) {
    offerPublish(input: $input) {
      offer {
        id
        state
      }
      userErrors {
        code
      }
    }
  }
`;

test('a mutation makes the cache ask again for the types it changed', async () => {
  const client = open(bea.accessToken);
  const id = await bea.drafts();
  assert.equal((await client.query(offer, { id })).data.offer.state, 'DRAFT');

  const { data } = await client.mutation(publish, { input: { offerId: id } });
  assert.deepEqual(data.offerPublish.userErrors, []);
  assert.equal((await client.query(offer, { id })).data.offer.state, 'PUBLISHED');
});

test('a refused mutation is data with codes', async () => {
  const client = open(bea.accessToken);
  const offerId = await bea.publishes(await bea.drafts());
  const { data, error } = await client.mutation(publish, { input: { offerId } });
  assert.equal(error, undefined);
  assert.deepEqual(data.offerPublish.userErrors, [{ __typename: 'UserError', code: 'OFFER_STATE_INVALID' }]);
});

test('queries may go by GET', async () => {
  const { data, error } = await open(undefined, { preferGetMethod: 'force' }).query('{ offers(first: 1) { totalCount } }', {});
  assert.equal(error, undefined);
  assert.equal(typeof data.offers.totalCount, 'number');
});

test('a refused request is a GraphQL error with its code, not a failure of the network', async () => {
  for (const [token, code] of [[undefined, 'GRAPHQL_VALIDATION_FAILED'], ['nonsense', 'UNAUTHENTICATED']]) {
    const { error } = await open(token).query('{ offers { price } }', {});
    assert.equal(error.networkError, undefined);
    assert.equal(error.graphQLErrors[0].extensions.code, code);
  }
});

test('who asks too much is told when to ask again', async (t) => {
  const strict = await startServer({ RATE_POINTS: '20', RATE_POINTS_PER_SECOND: '1' });
  t.after(() => strict.stop());
  const client = new Client({ url: strict.endpoint, exchanges: [fetchExchange] });
  const asks = () => client.query('{ offers(first: 1) { totalCount } }', {});
  assert.equal((await asks()).error, undefined);

  const { error } = await asks();
  const [{ extensions }] = error.graphQLErrors;
  assert.equal(extensions.code, 'RATE_LIMITED');
  assert.ok(extensions.retryAfterMs > 0);
});

test('an error in one field leaves its siblings alone', async () => {
  const { data, error } = await open().query('{ node(id: "nonsense") { id } offers(first: 1) { totalCount } }', {});
  assert.equal(data.node, null);
  assert.equal(typeof data.offers.totalCount, 'number');
  assert.deepEqual(error.graphQLErrors.map(({ path }) => path), [['node']]);
});
