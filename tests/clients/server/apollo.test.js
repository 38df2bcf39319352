// Apollo Client: its cache knows our objects by their ids, and our errors arrive as its own.
import assert from 'node:assert/strict';
import { after, before, test as promise } from 'node:test';
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

import { until } from '../support/live.js';
import { Person, content } from '../support/people.js';
import { startServer } from '../support/server.js';

const test = (name, act) => promise(name, { timeout: 60_000 }, act);

let server, bea;
before(async () => {
  server = await startServer();
  bea = await (await Person.joins(server)).foundsBrand();
});
after(() => server?.stop());

function open(token) {
  const fields = { offers: relayStylePagination(['filter', 'orderBy']) };
  const authorization = token && `Bearer ${token}`;
  const http = new HttpLink({ uri: server.endpoint, headers: authorization && { authorization } });
  const socket = createClient({ url: server.socket, webSocketImpl: WebSocket, connectionParams: { authorization } });
  return new ApolloClient({
    cache: new InMemoryCache({ typePolicies: { Brand: { fields } } }),
    link: ApolloLink.split(({ operationType }) => operationType === 'subscription', new GraphQLWsLink(socket), http),
  });
}

const offer = gql`
  query ($id: ID!) {
    offer(id: $id) {
      id
      title
      state
    }
  }
`;

const page = gql`
  query ($brandId: ID!, $after: String) {
    brand(id: $brandId) {
      id
      offers(first: 2, after: $after) {
        edges {
          node {
            id
            title
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`;

test('a mutation changes what was asked before, by the id', async () => {
  const client = open(bea.accessToken);
  const id = await bea.drafts();
  const before = await client.query({ query: offer, variables: { id } });
  assert.equal(before.data.offer.state, 'DRAFT');

  await client.mutate({
    mutation: gql`
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
    `,
    variables: { input: { offerId: id } },
  });
  const cached = client.readQuery({ query: offer, variables: { id } });
  assert.equal(cached.offer.state, 'PUBLISHED');
  assert.equal(cached.offer.title, 'Autumn tea');
});

test('a subscription changes what was asked before', async (t) => {
  const client = open(bea.accessToken);
  const id = await bea.drafts();
  await client.query({ query: offer, variables: { id } });
  let heard = 0;
  const events = client.subscribe({
    query: gql`
      subscription ($brandId: ID) {
        offerChanged(brandId: $brandId) {
          offer {
            id
            state
          }
        }
      }
    `,
    variables: { brandId: bea.brandId },
  });
  const subscription = events.subscribe(() => heard++);
  t.after(() => subscription.unsubscribe());
  await until(() => heard > 0, async () => bea.publishes(await bea.drafts()));

  await bea.publishes(id);
  await until(() => client.readQuery({ query: offer, variables: { id } }).offer.state === 'PUBLISHED');
});

test('pages join into one list', async () => {
  const brand = await (await Person.joins(server)).foundsBrand();
  const drafted = [];
  for (let number = 1; number <= 5; number++) drafted.unshift(await brand.drafts(`Tea ${number}`));
  const client = open(brand.accessToken);
  const variables = { brandId: brand.brandId };

  const list = client.watchQuery({ query: page, variables });
  const watching = list.subscribe(() => {});
  let { data } = await list.refetch();
  for (let pages = 1; data.brand.offers.pageInfo.hasNextPage && pages < 9; pages++) {
    ({ data } = await list.fetchMore({ variables: { after: data.brand.offers.pageInfo.endCursor } }));
  }
  watching.unsubscribe();

  const joined = client.readQuery({ query: page, variables });
  assert.deepEqual(joined.brand.offers.edges.map(({ node }) => node.id), drafted);
});

test('a refused mutation is data, with the place of the mistake', async () => {
  const { data, error } = await open(bea.accessToken).mutate({
    mutation: gql`
      mutation ($input: OfferCreateInput!) {
        offerCreate(input: $input) {
          offer {
            id
          }
          userErrors {
            code
            message
            path
          }
        }
      }
    `,
    variables: { input: { brandId: bea.brandId, content: content(' ') } },
  });
  assert.equal(error, undefined);
  assert.equal(data.offerCreate.offer, null);
  assert.deepEqual(data.offerCreate.userErrors[0].path, ['input', 'content', 'title']);
});

test('a refused request is a GraphQL error with its code, not a failure of the network', async () => {
  const invalid = gql`
    {
      offers {
        price
      }
    }
  `;
  for (const [token, code] of [[undefined, 'GRAPHQL_VALIDATION_FAILED'], ['nonsense', 'UNAUTHENTICATED']]) {
    const { error } = await open(token).query({ query: invalid, errorPolicy: 'all' });
    assert.ok(CombinedGraphQLErrors.is(error), `${error}`);
    assert.equal(error.errors[0].extensions.code, code);
  }
});

test('an error in one field leaves its siblings alone', async () => {
  const { data, error } = await open().query({
    query: gql`
      query ($brandId: ID!) {
        brand(id: $brandId) {
          id
          name
          offers(first: 1, orderBy: { field: PAY, direction: DESC }) {
            totalCount
          }
        }
        offers(first: 1) {
          totalCount
        }
      }
    `,
    variables: { brandId: bea.brandId },
    errorPolicy: 'all',
  });
  assert.equal(data.brand.name, 'Rainy Day Tea');
  assert.equal(data.brand.offers, null);
  assert.equal(typeof data.offers.totalCount, 'number');
  assert.deepEqual(error.errors.map(({ path }) => path), [['brand', 'offers']]);
  assert.equal(error.errors[0].extensions.code, 'VALUE_MISSING');
});
