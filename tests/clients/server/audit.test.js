// GraphQL over HTTP as the working group's own audit suite understands it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { auditServer } from 'graphql-http';

import { startServer } from '../support/server.js';

/** As many as graphql-http 1.23.1 knows; fewer would mean that some were not run. */
const AUDITS = 61;

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

test('every audit of GraphQL over HTTP passes', async (t) => {
  const results = await auditServer({ url: server.endpoint });

  for (const level of ['MUST', 'SHOULD', 'MAY']) {
    const of = results.filter(({ name }) => name.startsWith(level));
    t.diagnostic(`${level}: ${of.filter(({ status }) => status === 'ok').length} of ${of.length} audits ok`);
  }
  const failed = results.filter(({ status }) => status !== 'ok');
  assert.deepEqual(
    failed.map(({ id, name, status, reason }) => `${status} ${id} ${name}: ${reason}`),
    [],
  );
  assert.equal(results.length, AUDITS);
});
