// Relay: its compiler takes the schema, its store takes the answers.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test as promise } from 'node:test';
import { createClient } from 'graphql-ws';
import relay from 'relay-runtime';
import WebSocket from 'ws';

import { relayArtifacts } from '../support/generate.js';
import { until } from '../support/live.js';
import { Person, ask, content } from '../support/people.js';
import { startServer } from '../support/server.js';

const test = (name, act) => promise(name, { timeout: 60_000 }, act);

let server, artifact, bea;
before(async () => {
  artifact = await relayArtifacts();
  server = await startServer();
});
after(() => server?.stop());
beforeEach(async () => {
  bea = await (await Person.joins(server)).foundsBrand();
});

/** A frontend's store, for one person. */
function open({ accessToken }) {
  const socket = createClient({
    url: server.socket,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${accessToken}` },
  });
  const fetch = ({ text }, variables) => ask(server, text, variables, accessToken);
  const subscribe = ({ text }, variables) =>
    relay.Observable.create((sink) => socket.subscribe({ query: text, variables }, sink));
  return new relay.Environment({
    network: relay.Network.create(fetch, subscribe),
    store: new relay.Store(new relay.RecordSource()),
  });
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

const titles = (environment, { offers }) => offers.edges.map(({ node }) => reads(environment, 'Offers_card', node).title);

/** The first page of a brand's offers, kept so that no part of it is forgotten. */
async function opensList(environment, brandId) {
  const query = relay.createOperationDescriptor(artifact('OffersQuery'), { brandId });
  environment.retain(query);
  const page = await fetches(environment, 'OffersQuery', { brandId });
  return () => reads(environment, 'Offers_list', page.brand);
}

test('a connection is paged to its end: all nodes, in order, once', async () => {
  const drafted = [];
  for (let number = 1; number <= 8; number++) drafted.unshift(await bea.drafts(`Tea ${number}`));
  const environment = open(bea);
  const list = await opensList(environment, bea.brandId);

  const sizes = [list().offers.edges.length];
  while (list().offers.pageInfo.hasNextPage && sizes.length < 9) {
    const cursor = list().offers.pageInfo.endCursor;
    await fetches(environment, 'OffersPageQuery', { id: bea.brandId, count: 3, cursor });
    sizes.push(list().offers.edges.length);
  }

  assert.deepEqual(sizes, [3, 6, 8]);
  assert.deepEqual(list().offers.edges.map(({ node }) => node.id), drafted);
});

test('a created offer appears in the list by its edge', async () => {
  await bea.drafts('First');
  const environment = open(bea);
  const list = await opensList(environment, bea.brandId);
  const connection = relay.ConnectionHandler.getConnectionID(bea.brandId, 'Offers_offers');

  await mutates(environment, 'OffersCreateMutation', {
    input: { brandId: bea.brandId, content: content('Second') },
    connections: [connection],
  });
  assert.deepEqual(titles(environment, list()), ['Second', 'First']);
});

test('a refused offer leaves the list as it was, says why, and is no error to Relay', async (t) => {
  await bea.drafts('First');
  const environment = open(bea);
  const list = await opensList(environment, bea.brandId);
  const connection = relay.ConnectionHandler.getConnectionID(bea.brandId, 'Offers_offers');
  const complaints = t.mock.method(console, 'error', () => {});

  const { offerCreate } = await mutates(environment, 'OffersCreateMutation', {
    input: { brandId: bea.brandId, content: content(' ') },
    connections: [connection],
  });
  assert.deepEqual(offerCreate.offerEdges, []);
  assert.deepEqual(offerCreate.userErrors[0].path, ['input', 'content', 'title']);
  assert.deepEqual(titles(environment, list()), ['First']);
  assert.deepEqual(complaints.mock.calls.map(({ arguments: words }) => words), []);
});

test('a change is seen wherever the object is shown', async () => {
  const offerId = await bea.drafts();
  const environment = open(bea);
  const list = await opensList(environment, bea.brandId);

  await mutates(environment, 'OffersPublishMutation', { input: { offerId } });
  const [{ node }] = list().offers.edges;
  assert.equal(reads(environment, 'Offers_card', node).state, 'PUBLISHED');
});

test('what somebody else does is seen by itself', async (t) => {
  const offerId = await bea.drafts();
  const environment = open(bea);
  const list = await opensList(environment, bea.brandId);
  let heard = 0;
  const subscription = relay.requestSubscription(environment, {
    subscription: artifact('OffersSubscription'),
    variables: { brandId: bea.brandId },
    onNext: () => heard++,
  });
  t.after(() => subscription.dispose());
  await until(() => heard > 0, async () => bea.publishes(await bea.drafts()));

  await bea.publishes(offerId);
  const [{ node }] = list().offers.edges;
  await until(() => reads(environment, 'Offers_card', node).state === 'PUBLISHED');
});

test('a field that may not be seen is null without an error, and leaves its siblings alone', async () => {
  const zoe = await (await Person.joins(server, 'Zoë')).becomesCreator();
  const asks = (person) => fetches(open(person), 'BalancesQuery', { creatorId: zoe.creatorId });
  const { creator, offers } = await asks(bea);
  assert.deepEqual(creator, { displayName: 'Zoe', balances: null });
  assert.equal(typeof offers.totalCount, 'number');

  assert.deepEqual((await asks(zoe)).creator.balances, []);
});

test('an error in one field leaves its siblings alone', async () => {
  const { offer, offers } = await fetches(open(bea), 'MistakesQuery', { offerId: 'nonsense' });
  assert.equal(offer.ok, false);
  assert.deepEqual(offer.errors.map(({ extensions }) => extensions.code), ['INVALID_ID']);
  assert.equal(typeof offers.totalCount, 'number');
});
