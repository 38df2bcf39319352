// Code generators understand the schema and the screens, and what they make of them holds in strict TypeScript.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { relayArtifacts, relayTypes, run, screens } from '../support/generate.js';

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

test('what is null only when something failed is never null to who treats errors apart', async () => {
  const types = await relayTypes('BidQuery', `query BidQuery($id: ID!) @throwOnFieldError {
    application(id: $id) { offer { title } proposals { round } collaboration { state } }
    offers(first: 1) { totalCount }
  }`);
  const data = types.match(/BidQuery\$data = (\{[^]*?\n\});/)[1].replace(/\s+/g, ' ');
  assert.match(data, /readonly offer: \{ readonly title: string; \};/);
  assert.match(data, /readonly proposals: ReadonlyArray<\{ readonly round: number; \}>;/);
  assert.match(data, /readonly offers: \{ readonly totalCount: number; \};/);
  // An application may have led to none, and there may be none of this id.
  assert.match(data, /readonly collaboration: \{[^}]*\} \| null \| undefined;/);
  assert.match(data, /\} \| null \| undefined; readonly offers/);
});
