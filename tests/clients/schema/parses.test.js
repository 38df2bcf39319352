// The published schema is one that graphql-js, on which most clients stand, reads without complaint.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildSchema, validateSchema } from 'graphql';

import { contract } from '../support/contract.js';

test('graphql-js builds and validates schema.graphql', () => {
  assert.deepEqual(validateSchema(buildSchema(contract())), []);
});
