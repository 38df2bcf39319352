// graphql-sse, the client for subscriptions where a WebSocket does not get through; one request for each operation.
import assert from 'node:assert/strict';
import { after, before, test as promise } from 'node:test';
import { NetworkError, createClient } from 'graphql-sse';

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
    url: node.endpoint,
    retryAttempts: 0,
    headers: token ? { authorization: `Bearer ${token}` } : {},
  });
  t.after(() => client.dispose());
  return client;
}

const follows = (client, variables) => client.iterate({ query: OFFERS, variables });

test('a guest hears of an offer when it is published', async (t) => {
  const events = follows(connect(t), {});
  await runs(events, bea);

  const offerId = await bea.publishes(await bea.drafts());
  assert.equal((await eventOf(offerId, events)).offer.state, 'PUBLISHED');
});

test('a query has one answer and an end', async (t) => {
  const answers = [];
  const query = '{ viewer { user { email } } }';
  for await (const answer of connect(t, bea.accessToken).iterate({ query })) answers.push(answer);
  assert.deepEqual(answers.map(({ data }) => data.viewer.user.email), [bea.email]);
});

test('a refused operation is an answer with errors, not a failure of the network', async (t) => {
  for (const [query, variables, code] of [
    ['subscription { nothingChanged { id } }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    [OFFERS, { offerId: 'x' }, 'INVALID_ID'],
    [OFFERS, { since: 'x' }, 'INVALID_PAGINATION'],
  ]) {
    const events = connect(t).iterate({ query, variables });
    const { value } = await events.next();
    assert.equal(value.errors[0].extensions.code, code);
    assert.equal((await events.next()).done, true);
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

test('a wrong token is refused with 401', async (t) => {
  const refused = follows(connect(t, 'nonsense'), {}).next();
  await assert.rejects(refused, (error) => error instanceof NetworkError && error.response.status === 401);
});

test('the stream ends with UNAUTHENTICATED when its session is revoked', async (t) => {
  const zoe = await Person.joins(server, 'Zoë');
  const events = follows(connect(t, zoe.accessToken), {});
  await runs(events, bea);

  await zoe.logsOut();
  assert.equal(await lastCode(events), 'UNAUTHENTICATED');
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

  await zoe.logsOut();
  assert.equal(await lastCode(events), 'UNAUTHENTICATED');
});

/** The code of the error with which a stream ends. */
async function lastCode(events) {
  let last;
  for await (const { errors } of events) last = errors;
  return last?.[0].extensions.code;
}
