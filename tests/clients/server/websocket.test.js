// graphql-ws, the client that Apollo, urql and Relay use for subscriptions over a WebSocket.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test as promise } from 'node:test';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

import { OFFERS, eventOf, runs } from '../support/live.js';
import { Person } from '../support/people.js';
import { hasServers, startServer } from '../support/server.js';

const test = (name, act) => promise(name, { timeout: 60_000 }, act);

let server, bea;
before(async () => {
  server = await startServer();
  bea = await (await Person.joins(server)).foundsBrand();
});
after(() => server?.stop());

/** A client that does not try again; it is closed with the test. */
function connect(t, token, node = server) {
  const client = createClient({
    url: node.socket,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: token && { authorization: `Bearer ${token}` },
  });
  t.after(() => client.dispose());
  return client;
}

const follows = (client, variables) => client.iterate({ query: OFFERS, variables });

/** What a rejected promise was rejected with. */
const failure = (act) => act.then(() => assert.fail('it did not fail'), (error) => error);

test('a guest hears of an offer when it is published', async (t) => {
  const events = follows(connect(t), {});
  await runs(events, bea);

  const offerId = await bea.publishes(await bea.drafts());
  const { offer, cursor, at } = await eventOf(offerId, events);
  assert.equal(offer.state, 'PUBLISHED');
  assert.ok(cursor && Date.parse(at));
});

test('one socket carries several operations, and each ends on its own', async (t) => {
  const client = connect(t, bea.accessToken);
  const [all, ofBrand] = [follows(client, {}), follows(client, { brandId: bea.brandId })];
  await runs(all, bea);
  await runs(ofBrand, bea);
  const { value } = await client.iterate({ query: '{ viewer { user { email } } }' }).next();
  assert.equal(value.data.viewer.user.email, bea.email);

  await all.return();
  const offerId = await bea.publishes(await bea.drafts());
  assert.equal((await eventOf(offerId, ofBrand)).offer.state, 'PUBLISHED');
});

test('a refused operation ends with its errors and leaves the socket open', async (t) => {
  const client = connect(t);
  const errors = await failure(client.iterate({ query: 'subscription { nothingChanged { id } }' }).next());
  assert.equal(errors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');

  const { value } = await client.iterate({ query: '{ offers(first: 1) { totalCount } }' }).next();
  assert.equal(typeof value.data.offers.totalCount, 'number');
});

test('an argument that is wrong is told by its code', async (t) => {
  for (const [variables, code] of [[{ offerId: 'x' }, 'INVALID_ID'], [{ since: 'x' }, 'INVALID_PAGINATION']]) {
    const answer = await follows(connect(t), variables).next().then(({ value }) => value.errors, (errors) => errors);
    assert.equal(answer[0].extensions.code, code);
  }
});

test('who comes back with the last cursor is told what was missed', async (t) => {
  const events = follows(connect(t), {});
  const { cursor } = await runs(events, bea);
  await events.return();

  const missed = await bea.publishes(await bea.drafts());
  const again = follows(connect(t), { since: cursor });
  assert.equal((await eventOf(missed, again)).offer.state, 'PUBLISHED');
});

test('a wrong token is refused with 4403', async (t) => {
  const { code } = await failure(follows(connect(t, 'nonsense'), {}).next());
  assert.equal(code, 4403);
});

test('a socket closes with 4401 when its session is revoked', async (t) => {
  const zoe = await Person.joins(server, 'Zoë');
  const events = follows(connect(t, zoe.accessToken), {});
  await runs(events, bea);

  const start = Date.now();
  const closed = failure(drain(events));
  await zoe.logsOut();
  assert.equal((await closed).code, 4401);
  const ms = Date.now() - start;
  t.diagnostic(`closed ${ms} ms after the log-out was asked for`);
  assert.ok(ms < 5_000, 'it should take less than a second');
});

test('whoever breaks the protocol is told how by the close code', async () => {
  const init = { type: 'connection_init' };
  const subscribe = { type: 'subscribe', id: '1', payload: { query: OFFERS } };
  for (const [messages, code] of [
    [['nonsense'], 4400],
    [[{ type: 'dance' }], 4400],
    [[subscribe], 4401],
    [[init, subscribe, subscribe], 4409],
    [[init, init], 4429],
  ]) {
    assert.equal(await closeCode(messages), code, JSON.stringify(messages));
  }
});

test('who never says hello is closed with 4408', async () => {
  assert.equal(await closeCode([]), 4408);
});

test('another subprotocol is not spoken', async () => {
  const socket = new WebSocket(server.socket, 'graphql-ws');
  const [error] = await once(socket, 'error');
  assert.match(error.message, /400/);
});

test('a client of one node hears what was done on another, and loses its session there too', async (t) => {
  if (!hasServers) return t.skip('SQLite serves one process');
  const other = await server.startAnother();
  t.after(() => other.stop());
  const zoe = await Person.joins(server, 'Zoë');
  const events = follows(connect(t, zoe.accessToken, other), {});
  await runs(events, bea);

  const offerId = await bea.publishes(await bea.drafts());
  assert.equal((await eventOf(offerId, events)).offer.state, 'PUBLISHED');

  const closed = failure(drain(events));
  await zoe.logsOut();
  assert.equal((await closed).code, 4401);
});

async function drain(events) {
  for await (const _ of events);
}

/** Says these one after another once the one before was answered, or might have been; gives the code of the end. */
async function closeCode(messages) {
  const socket = new WebSocket(server.socket, 'graphql-transport-ws');
  const closed = once(socket, 'close');
  await once(socket, 'open');
  for (const message of messages) {
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    if (message.type === 'connection_init' && message !== messages.at(-1)) await once(socket, 'message');
  }
  const [code] = await closed;
  return code;
}
