// A gateway on graphql-js stands before the server: it reads variables by the published schema and sends what it read.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { buildSchema, parse } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';

import { contract } from '../support/contract.js';
import { Person } from '../support/people.js';
import { startServer } from '../support/server.js';

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const schema = buildSchema(contract());

/** Sends a mutation as the gateway does; gives what its payload has. */
async function through(person, mutation, selection, input) {
  const type = `${mutation[0].toUpperCase()}${mutation.slice(1)}Input`;
  const document = `mutation($input: ${type}!) { ${mutation}(input: $input) { ${selection} userErrors { code path } } }`;
  const [{ variableDefinitions }] = parse(document).definitions;
  const { coerced, errors } = getVariableValues(schema, variableDefinitions, { input });
  assert.equal(errors, undefined);
  const { userErrors, ...payload } = (await person.does(document, coerced))[mutation];
  assert.deepEqual(userErrors, []);
  return payload;
}

test('a brand keeps its website when only its name changes, and loses it by null', async () => {
  const bea = await Person.joins(server);
  const website = 'https://example.com/tea';
  const created = { name: 'Rainy Day Tea', country: 'DE', website };
  const { id: brandId } = (await through(bea, 'brandCreate', 'brand { id }', created)).brand;

  const changes = async (change) =>
    (await through(bea, 'brandUpdate', 'brand { name website }', { brandId, ...change })).brand;
  assert.deepEqual(await changes({ name: 'Sunny Tea' }), { name: 'Sunny Tea', website });
  assert.deepEqual(await changes({ website: null }), { name: 'Sunny Tea', website: null });
});

test('a creator keeps the city and an account its followers, and both are taken away by null', async () => {
  const zoe = await Person.joins(server, 'Zoë');
  const profile = { displayName: 'Zoë', country: 'DE', city: 'Köln', languages: ['de'], niches: ['FOOD_DRINK'] };
  const created = { ...profile, primaryNiche: 'FOOD_DRINK' };
  const { id: creatorId } = (await through(zoe, 'creatorCreate', 'creator { id }', created)).creator;
  const changes = async (change) =>
    (await through(zoe, 'creatorUpdate', 'creator { bio city }', { creatorId, ...change })).creator;
  assert.deepEqual(await changes({ bio: 'Tea.' }), { bio: 'Tea.', city: 'Köln' });
  assert.deepEqual(await changes({ city: null }), { bio: 'Tea.', city: null });

  const account = { creatorId, platform: 'TIKTOK', handle: 'zoe', followers: 2000 };
  const selection = 'socialAccount { id followers { count } }';
  const { socialAccount } = await through(zoe, 'socialAccountAdd', selection, account);
  const updates = async (change) => {
    const input = { socialAccountId: socialAccount.id, ...change };
    return (await through(zoe, 'socialAccountUpdate', selection, input)).socialAccount.followers;
  };
  assert.deepEqual(await updates({}), { count: 2000 });
  assert.equal(await updates({ followers: null }), null);
});
