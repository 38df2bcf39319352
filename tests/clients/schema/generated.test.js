// GraphQL Code Generator understands the schema, and what it makes of it holds in strict TypeScript.
import { test } from 'node:test';

import { run } from '../support/generate.js';

test('the generated types fit the use that a frontend makes of them', async () => {
  await run('graphql-codegen', '--config', 'codegen.json');
  await run('tsc', '--project', 'app/typed');
});
