// Clients and gateways put a printed default where nothing was said: none may be printed where that means "stays".
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildSchema, coerceInputValue, isInputObjectType } from 'graphql';

import { contract } from '../support/contract.js';

const inputs = (schema) => Object.values(schema.getTypeMap()).filter(isInputObjectType);

test('no member of an input has a default', () => {
  const members = inputs(buildSchema(contract())).flatMap((input) => Object.values(input.getFields()));
  assert.ok(members.length > 100);
  assert.deepEqual(members.filter(({ defaultValue }) => defaultValue !== undefined).map(String), []);
});

test('what a partial update leaves out stays out when graphql-js has read it', () => {
  const schema = buildSchema(contract());
  for (const [name, given] of [
    ['BrandUpdateInput', { brandId: 'a', name: 'Acme' }],
    ['BrandUpdateInput', { brandId: 'a', website: null }],
    ['CreatorUpdateInput', { creatorId: 'a' }],
    ['CreatorUpdateInput', { creatorId: 'a', city: null }],
    ['SocialAccountUpdateInput', { socialAccountId: 'a' }],
    ['SocialAccountUpdateInput', { socialAccountId: 'a', followers: null }],
  ]) {
    assert.deepEqual({ ...coerceInputValue(given, schema.getType(name)) }, given, name);
  }
});

test('every list of an input has a limit that a frontend can read', () => {
  const members = inputs(buildSchema(contract())).flatMap((input) => Object.values(input.getFields()));
  const lists = members.filter(({ type }) => String(type).startsWith('['));
  const unlimited = lists.filter(({ astNode }) => !astNode.directives.some(({ name }) => name.value === 'constraint'));
  assert.ok(lists.length > 20);
  assert.deepEqual(unlimited.map(({ name }) => name), []);
});
