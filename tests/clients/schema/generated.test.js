// Code generators understand the schema and the screens, and what they make of them holds in strict TypeScript.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { relayArtifacts, run, screens } from '../support/generate.js';

test('the generated types fit the use that a frontend makes of them', async () => {
  await run('graphql-codegen', '--config', 'codegen.json');
  await run('tsc', '--project', 'app/typed');
});

test('every screen compiles for Relay into one request', async () => {
  const artifact = await relayArtifacts();
  const all = await screens();
  assert.ok(all.length > 0);
  for (const { name } of all) {
    const { params } = artifact(`${name}Query`);
    assert.equal(params.operationKind, 'query');
    assert.match(params.text, new RegExp(`^query ${name}Query`));
  }
});
