// The schema keeps to one style, and to the shapes that Relay and other clients expect.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ESLint } from 'eslint';

import { contract, contractFile } from '../support/contract.js';
import { root } from '../support/server.js';

/** What the rules say about a schema, one line for each finding. */
async function findings(schema) {
  const config = new URL('../eslint.config.js', import.meta.url).pathname;
  const eslint = new ESLint({ cwd: root, overrideConfigFile: config });
  const [{ messages }] = await eslint.lintText(schema, { filePath: contractFile });
  return messages.map(({ line, ruleId, message }) => `schema.graphql:${line} ${ruleId}: ${message}`);
}

test('schema.graphql has no findings', async () => {
  const found = await findings(contract());
  assert.ok(found.length === 0, `\n${found.join('\n')}`);
});

test('the rules find what they are there for', async () => {
  const found = await findings(`${contract()}\ntype Bad_Name { id: ID!, Thing: String @deprecated }`);

  const rules = new Set(found.map((line) => line.match(/eslint\/([a-z-]+):/)[1]));
  for (const rule of ['naming-convention', 'require-description', 'require-deprecation-reason', 'no-unreachable-types']) {
    assert.ok(rules.has(rule), `${rule} is not among ${[...rules]}`);
  }
});
