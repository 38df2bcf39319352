// The caches that docs/api.md shows keep the screens of a frontend whole: nothing is warned of, nothing lost, pages grow.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test as promise } from 'node:test';
import { ApolloClient, HttpLink, gql } from '@apollo/client';
import { Client, fetchExchange } from '@urql/core';

import { screens } from '../support/generate.js';
import { Person } from '../support/people.js';
import { root, startServer } from '../support/server.js';

const test = (name, act) => promise(name, { timeout: 60_000 }, act);

let server, bea, offer, apollo, graphcache, documents;
before(async () => {
  server = await startServer();
  bea = await (await Person.joins(server)).foundsBrand();
  await bea.becomesCreator();
  for (const title of ['Autumn tea', 'Winter tea', 'Spring tea']) offer = await bea.publishes(await bea.drafts(title));
  [apollo, graphcache] = await Promise.all((await written()).map((file) => import(file)));
  documents = Object.fromEntries((await screens()).map(({ name, text }) => [name, text]));
});
after(() => server?.stop());

/** The modules of the page, as files. */
async function written() {
  const page = await readFile(join(root, 'docs/api.md'), 'utf8');
  const folder = join(root, 'tests/clients/generated/caches');
  await mkdir(folder, { recursive: true });
  const modules = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map(([, text], number) => [join(folder, `${number}.mjs`), text]);
  await Promise.all(modules.map(([file, text]) => writeFile(file, text)));
  return modules.map(([file]) => file);
}

/** What is asked of each screen, by people who are logged in. */
const looks = () => [
  ['AccountScreen', {}],
  ['FeedScreen', { first: 2 }],
  ['OfferScreen', { id: offer }],
  ['InboxScreen', { id: bea.brandId }],
  ['WorkScreen', {}],
  ['WalletScreen', { id: bea.brandId }],
  ['BrandScreen', { id: bea.brandId }],
  ['CreatorScreen', { id: bea.creatorId }],
];

/** Runs something; gives what it said on the console. */
async function said(act) {
  const said = [];
  const { warn, error } = console;
  console.warn = console.error = (...words) => said.push(words.join(' '));
  try {
    await act();
  } finally {
    Object.assign(console, { warn, error });
  }
  return said;
}

test('Apollo keeps every screen, and puts pages together', async () => {
  const headers = { authorization: `Bearer ${bea.accessToken}` };
  const client = new ApolloClient({ cache: apollo.createCache(), link: new HttpLink({ uri: server.endpoint, headers }) });
  const words = await said(async () => {
    for (const [name, variables] of looks()) await client.query({ query: gql(documents[name]), variables });
    for (const [name, variables] of looks()) {
      const { data } = await client.query({ query: gql(documents[name]), variables, fetchPolicy: 'cache-only' });
      assert.ok(data && Object.values(data).every((part) => part !== undefined), `${name} is not whole`);
    }
  });
  assert.deepEqual(words, []);

  const feed = { query: gql(documents.FeedScreen), variables: { first: 2 } };
  const { endCursor } = client.readQuery(feed).offers.pageInfo;
  await client.watchQuery(feed).fetchMore({ variables: { first: 2, after: endCursor } });
  const { offers } = client.readQuery(feed);
  assert.deepEqual(offers.edges.map(({ node }) => node.title), ['Spring tea', 'Winter tea', 'Autumn tea']);
});

test('Graphcache keeps every screen, and puts pages together', async () => {
  const client = new Client({
    url: server.endpoint,
    preferGetMethod: false,
    exchanges: [graphcache.createCacheExchange(), fetchExchange],
    fetchOptions: { headers: { authorization: `Bearer ${bea.accessToken}` } },
  });
  const words = await said(async () => {
    for (const [name, variables] of looks()) {
      const { error } = await client.query(documents[name], variables);
      assert.equal(error, undefined, name);
    }
    for (const [name, variables] of looks()) {
      const { data } = await client.query(documents[name], variables, { requestPolicy: 'cache-only' });
      assert.ok(data, `${name} is not whole`);
    }
  });
  assert.deepEqual(words, []);

  const { data } = await client.query(documents.FeedScreen, { first: 2 });
  const { endCursor } = data.offers.pageInfo;
  const more = await client.query(documents.FeedScreen, { first: 2, after: endCursor });
  assert.deepEqual(more.data.offers.edges.map(({ node }) => node.title), ['Spring tea', 'Winter tea', 'Autumn tea']);
});
