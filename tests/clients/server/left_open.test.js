// An app that is left open: its access tokens expire, again and again, and it misses nothing.
import assert from 'node:assert/strict';
import { after, before, test as promise } from 'node:test';
import { ApolloClient, InMemoryCache, gql } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

import { OFFERS, until } from '../support/live.js';
import { Person, ask } from '../support/people.js';
import { startServer } from '../support/server.js';

const test = (name, act) => promise(name, { timeout: 120_000 }, act);

const LIFETIME_MS = 3_000;
const LIFETIMES = 3;

let server, bea;
before(async () => {
  server = await startServer({ ACCESS_TOKEN_SECONDS: String(LIFETIME_MS / 1_000) });
  bea = await (await Person.joins(server)).foundsBrand();
});
after(() => server?.stop());

/** An app's session: refreshes when it is asked for a token, and counts sockets that opened. */
class App {
  sockets = 0;

  static async opens() {
    const app = new App();
    app.person = await Person.joins(server, 'Zoë');
    return app;
  }

  async freshToken() {
    const query = `mutation ($input: SessionRefreshInput!) {
      sessionRefresh(input: $input) { session { accessToken refreshToken } userErrors { code } }
    }`;
    const { data } = await ask(server, query, { input: { refreshToken: this.person.refreshToken } });
    Object.assign(this.person, data.sessionRefresh.session);
    return this.person.accessToken;
  }

  connects(t, on = {}) {
    const client = createClient({
      url: server.socket,
      webSocketImpl: WebSocket,
      connectionParams: async () => ({ authorization: `Bearer ${await this.freshToken()}` }),
      on: { connected: () => this.sockets++, ...on },
    });
    t.after(() => client.dispose());
    return client;
  }

  /** Where it stands before it follows. */
  async begins() {
    return (await ask(server, '{ feedCursor offers(first: 1) { totalCount } }')).data.feedCursor;
  }
}

/** Publishes offers for three lifetimes of a token and somewhat more; gives their ids. */
async function publishesForLong() {
  const ids = [];
  const end = Date.now() + LIFETIME_MS * (LIFETIMES + 0.5);
  while (Date.now() < end) {
    // Whoever publishes has short-lived tokens, too.
    await bea.logsIn();
    ids.push(await bea.publishes(await bea.drafts()));
    await new Promise((done) => setTimeout(done, 200));
  }
  return ids;
}

test('graphql-ws connects again by itself, and misses nothing', async (t) => {
  const app = await App.opens();
  const heard = new Set();
  let since = await app.begins();
  const variables = {
    get since() {
      return since;
    },
  };
  app.connects(t).subscribe(
    { query: OFFERS, variables },
    {
      next({ data }) {
        since = data.offerChanged.cursor;
        heard.add(data.offerChanged.offer.id);
      },
      error: (error) => assert.fail(`it gave up: ${error.code ?? error}`),
      complete() {},
    },
  );
  const published = await publishesForLong();
  await until(() => published.every((id) => heard.has(id)));
  assert.ok(app.sockets >= LIFETIMES, `${app.sockets} sockets`);
});

test('graphql-ws keeps its socket with a ping that carries a fresh token', async (t) => {
  const app = await App.opens();
  const heard = new Set();
  const pongs = [];
  let renewing;
  const client = app.connects(t, {
    connected(socket) {
      app.sockets++;
      renewing = setInterval(async () => {
        const payload = { accessToken: await app.freshToken() };
        socket.send(JSON.stringify({ type: 'ping', payload }));
      }, LIFETIME_MS / 3);
    },
    closed: () => clearInterval(renewing),
    pong: (_, payload) => pongs.push(payload),
  });
  t.after(() => clearInterval(renewing));
  const follow = { query: OFFERS, variables: { since: await app.begins() } };
  client.subscribe(follow, {
    next: ({ data }) => heard.add(data.offerChanged.offer.id),
    error: (error) => assert.fail(`it gave up: ${error.code ?? error}`),
    complete() {},
  });
  const published = await publishesForLong();
  await until(() => published.every((id) => heard.has(id)));
  assert.equal(app.sockets, 1);
  assert.ok(pongs.length >= LIFETIMES && pongs.every(({ accessTokenExpiresAt }) => Date.parse(accessTokenExpiresAt)));
});

test('Apollo Client goes on with what it follows, and misses nothing', async (t) => {
  const app = await App.opens();
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: new GraphQLWsLink(app.connects(t)),
  });
  const heard = new Set();
  const events = client.subscribe({
    query: gql(OFFERS),
    variables: { since: await app.begins() },
  });
  const following = events.subscribe(({ data, error }) => {
    assert.equal(error, undefined);
    heard.add(data.offerChanged.offer.id);
  });
  t.after(() => following.unsubscribe());
  const published = await publishesForLong();
  await until(() => published.every((id) => heard.has(id)));
  assert.ok(app.sockets >= LIFETIMES, `${app.sockets} sockets`);
});
