// The page about caches is made from the schema.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { page } from '../support/caches.js';
import { root } from '../support/server.js';

test('docs/api.md says of each type what caches have to know', () => {
  const kept = readFileSync(join(root, 'docs/api.md'), 'utf8');
  assert.equal(kept, page(), 'docs/api.md is stale; refresh it: node tests/clients/support/caches.js > docs/api.md');
});
