// Relay: its compiler takes the schema, its store takes the answers.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import relay from 'relay-runtime';

import { relayArtifacts } from '../support/generate.js';
import { Person, ask, content } from '../support/people.js';
import { startServer } from '../support/server.js';

let server, artifact, bea;
before(async () => {
  artifact = await relayArtifacts();
  server = await startServer();
});
after(() => server?.stop());
beforeEach(async () => {
  bea = await (await Person.joins(server)).foundsBrand();
});

/** A frontend's store, for one person or a guest. */
function open(person) {
  const fetch = ({ text }, variables) => ask(server, text, variables, person?.accessToken);
  return new relay.Environment({ network: relay.Network.create(fetch), store: new relay.Store(new relay.RecordSource()) });
}

const fetches = (environment, query, variables) =>
  relay.fetchQuery(environment, artifact(query), variables).toPromise();

const mutates = (environment, mutation, variables) =>
  new Promise((onCompleted, onError) =>
    relay.commitMutation(environment, { mutation: artifact(mutation), variables, onCompleted, onError }),
  );

/** What a component with this fragment would see. */
function reads(environment, fragment, parent) {
  const selector = relay.getSingularSelector(artifact(fragment), parent);
  return environment.lookup(selector).data;
}

const titles = (environment, { brandOffers }) =>
  brandOffers.edges.map(({ node }) => reads(environment, 'Offers_card', node).title);

/** The first page of a brand's offers, kept so that no part of it is forgotten. */
async function opensList(environment, brandId) {
  const query = relay.createOperationDescriptor(artifact('OffersQuery'), { brandId });
  environment.retain(query);
  const page = await fetches(environment, 'OffersQuery', { brandId });
  return () => reads(environment, 'Offers_list', page);
}

test('a connection is paged to its end: all nodes, in order, once', async () => {
  const drafted = [];
  for (let number = 1; number <= 8; number++) drafted.unshift(await bea.drafts(`Tea ${number}`));
  const environment = open(bea);
  const list = await opensList(environment, bea.brandId);

  const sizes = [list().brandOffers.edges.length];
  while (list().brandOffers.pageInfo.hasNextPage && sizes.length < 9) {
    const cursor = list().brandOffers.pageInfo.endCursor;
    await fetches(environment, 'OffersPageQuery', { brandId: bea.brandId, count: 3, cursor });
    sizes.push(list().brandOffers.edges.length);
  }

  assert.deepEqual(sizes, [3, 6, 8]);
  assert.deepEqual(list().brandOffers.edges.map(({ node }) => node.id), drafted);
});

test('a created offer appears in the list by its edge', async () => {
  await bea.drafts('First');
  const environment = open(bea);
  const list = await opensList(environment, bea.brandId);
  const connection = relay.ConnectionHandler.getConnectionID('client:root', 'Offers_brandOffers', {
    brandId: bea.brandId,
  });

  await mutates(environment, 'OffersCreateMutation', {
    input: { brandId: bea.brandId, content: content('Second') },
    connections: [connection],
  });
  assert.deepEqual(titles(environment, list()), ['Second', 'First']);
});

test('a refused offer leaves the list as it was, and says why', async () => {
  await bea.drafts('First');
  const environment = open(bea);
  const list = await opensList(environment, bea.brandId);

  const { offerCreate } = await mutates(environment, 'OffersCreateMutation', {
    input: { brandId: bea.brandId, content: content(' ') },
    connections: [],
  });
  assert.equal(offerCreate.offerEdge, null);
  assert.deepEqual(offerCreate.userErrors[0].path, ['input', 'content', 'title']);
  assert.deepEqual(titles(environment, list()), ['First']);
});

test('a change is seen wherever the object is shown', async () => {
  const offerId = await bea.drafts();
  const environment = open(bea);
  const list = await opensList(environment, bea.brandId);

  await mutates(environment, 'OffersPublishMutation', { input: { offerId } });
  const [{ node }] = list().brandOffers.edges;
  assert.equal(reads(environment, 'Offers_card', node).state, 'PUBLISHED');
});

test('a field that may not be seen leaves its sibling alone', async () => {
  const zoe = await Person.joins(server, 'Zoë');
  const { creatorCreate } = await zoe.does(`mutation {
    creatorCreate(input: {
      displayName: "Zoë", country: "DE", languages: ["de"], niches: [FOOD_DRINK], primaryNiche: FOOD_DRINK
    }) { creator { id } }
  }`);

  const { balances, offers } = await fetches(open(bea), 'BalancesQuery', { creatorId: creatorCreate.creator.id });
  assert.equal(balances, null);
  assert.equal(typeof offers.totalCount, 'number');
});
