// What docs/api.md says of the schema is made from it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { file, filled } from '../support/reference.js';

test('docs/api.md says what caches, code generators and forms have to know', () => {
  const kept = readFileSync(file, 'utf8');
  assert.equal(kept, filled(kept), 'docs/api.md is stale; refresh it: node tests/clients/support/reference.js');
});
