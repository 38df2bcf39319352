// GraphiQL's page in a real browser: offline, under its content security policy, as a person uses it.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { openBrowser } from '../support/browser.js';
import { Person, content } from '../support/people.js';
import { startServer } from '../support/server.js';

let server, browser, bea;
before(async () => {
  server = await startServer();
  browser = await openBrowser(server);
  bea = await (await Person.joins(server)).foundsBrand();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

// No other host, no violation of the content security policy, no error in the console.
afterEach(() => assert.deepEqual(browser.offences.splice(0), []));

const viewer = '{ viewer { user { email } } }';

const create = 'mutation ($input: OfferCreateInput!) { offerCreate(input: $input) { offer { id } userErrors { code } } }';

const publish = 'mutation ($input: OfferPublishInput!) { offerPublish(input: $input) { offer { state } userErrors { code } } }';

test('the page and its schema load, with nothing but the program to ask', async (t) => {
  const guest = await browser.window();
  await guest.page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await guest.page.getByRole('link', { name: 'Mutation' }).waitFor();
  const { data } = await guest.asks('{ offers(first: 1) { totalCount } }');

  assert.equal(data.offers.totalCount, 0);
  await guest.pictures(t, 'graphiql-guest');
});

test('the first example runs as it stands', async () => {
  const guest = await browser.window();
  await guest.runs();
  const { data } = await guest.sees(/nodes/);
  assert.deepEqual(data.offers.nodes, []);
});

test('who logs in by the form asks in every tab, until the log-out', async (t) => {
  const window = await browser.window();
  await window.logsIn({ email: bea.email, password: 'something else' });
  await window.page.getByRole('alert').filter({ hasText: /wrong/ }).waitFor();
  await window.pictures(t, 'graphiql-log-in');
  await window.page.getByRole('button', { name: 'Cancel' }).click();

  await window.logsIn(bea);
  await window.page.getByRole('button', { name: 'Log out' }).waitFor();
  assert.equal((await window.asks(viewer)).data.viewer.user.email, bea.email);
  assert.equal((await window.asks(viewer)).data.viewer.user.email, bea.email);

  await window.page.getByRole('button', { name: 'Log out' }).click();
  assert.equal((await window.asks(viewer)).data.viewer, null);
});

test('two people take turns', async () => {
  const zoe = await Person.joins(server, 'Zoë');
  const window = await browser.window();
  for (const person of [bea, zoe]) {
    await window.logsIn(person);
    assert.equal((await window.asks(viewer)).data.viewer.user.email, person.email);
  }
  await window.page.getByLabel('Ask as').selectOption({ label: `Bea · ${bea.email}` });
  assert.equal((await window.asks(viewer)).data.viewer.user.email, bea.email);
});

test('a session lasts over a reload, and one that was ended elsewhere is told and dropped', async () => {
  const zoe = await Person.joins(server, 'Zoë');
  const window = await browser.window();
  await window.logsIn(zoe);
  await window.page.getByRole('button', { name: 'Log out' }).waitFor();
  await window.page.reload();
  assert.equal((await window.asks(viewer)).data.viewer.user.email, zoe.email);

  const { accessToken } = await window.session();
  await new Person(server, { accessToken }).logsOut();
  await window.asks(viewer);
  await window.page.getByRole('status').filter({ hasText: 'has ended' }).waitFor();
  assert.equal((await window.asks(viewer)).data.viewer, null);
});

test('an access token is renewed before it ends', async () => {
  const window = await browser.window();
  await window.logsIn(bea);
  await window.page.getByRole('button', { name: 'Log out' }).waitFor();
  const first = await window.session();
  await window.expires();

  assert.equal((await window.asks(viewer)).data.viewer.user.email, bea.email);
  assert.notEqual((await window.session()).refreshToken, first.refreshToken);
});

test('the page can be used in a small window', async (t) => {
  const window = await browser.window({ width: 420, height: 640 });
  await window.logsIn(bea);
  assert.equal((await window.asks(viewer)).data.viewer.user.email, bea.email);
  const [width, wide] = await window.page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
  assert.ok(wide <= width, `${wide} pixels in a window of ${width}`);
  await window.pictures(t, 'graphiql-small');
});

test('who creates and publishes an offer in one window hears of it in another', async (t) => {
  const [acting, hearing] = [await browser.window(), await browser.window()];
  await acting.logsIn(bea);
  await hearing.logsIn(bea);
  await hearing.opens('OfferChanged');
  const begun = hearing.page.waitForResponse((answer) => answer.headers()['content-type']?.startsWith('text/event-stream'));
  await hearing.runs();
  await begun;

  const input = { brandId: bea.brandId, content: content('Autumn tea at home') };
  const created = await acting.asks(create, { input });
  const { id } = created.data.offerCreate.offer;
  const published = await acting.asks(publish, { input: { offerId: id } });
  assert.deepEqual(published.data.offerPublish.userErrors, []);

  const { data } = await hearing.sees(/PUBLISHED/);
  assert.equal(data.offerChanged.offer.id, id);
  await hearing.pictures(t, 'graphiql-subscription');
  await hearing.page.getByRole('button', { name: /^Stop/ }).click();
  await hearing.page.getByRole('button', { name: /^Execute query/ }).waitFor();
});
