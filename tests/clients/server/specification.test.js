// The server judges documents as graphql-js does, and answers them as it does.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { buildSchema, execute, parse, validate } from 'graphql';

import { contract } from '../support/contract.js';
import { Person, ask } from '../support/people.js';
import { startServer } from '../support/server.js';
import { documents, executions } from '../support/specification.js';

const schema = buildSchema(contract());

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

function isGood(document) {
  try {
    return validate(schema, parse(document)).length === 0;
  } catch {
    return false;
  }
}

const refusals = ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'QUERY_TOO_COMPLEX', 'BAD_USER_INPUT'];

/** Whether the server finds a document good, whatever becomes of it then. Variables are asked for last. */
async function isTaken(document) {
  const { errors = [], data } = await ask(server, document, {});
  if (data !== undefined) return true;
  const codes = errors.map(({ extensions }) => extensions.code);
  const isVariable = errors.every(({ message }) => /^Variable \$\w+ is required/.test(message));
  return isVariable || !codes.some((code) => refusals.includes(code));
}

for (const [rule, cases] of Object.entries(documents)) {
  test(`${rule}: what graphql-js finds wrong is refused, and nothing else`, async () => {
    const other = [];
    for (const document of cases) {
      const [expected, found] = [isGood(document), await isTaken(document)];
      if (expected !== found) other.push({ document, expected, found });
    }
    assert.deepEqual(other, []);
  });
}

test('good documents are answered as graphql-js would over the same data', async () => {
  const zoe = await (await Person.joins(server)).becomesCreator();
  const id = zoe.creatorId;
  const whole =
    'query ($id: ID!) { creator(id: $id) { __typename id displayName bio socialAccounts { __typename id handle platform } } }';
  const { creator } = (await ask(server, whole, { id })).data;
  const rootValue = {
    creator: (args) => (args.id === id ? creator : null),
    node: (args) => (args.id === id ? creator : null),
  };
  for (const [source, variables = {}, operationName] of executions) {
    const variableValues = /\$id: ID!/.test(source) ? { id, ...variables } : variables;
    const expected = execute({ schema, document: parse(source), rootValue, variableValues, operationName });
    const found = await ask(server, source, variableValues, undefined, operationName);
    assert.equal(JSON.stringify(found.data), JSON.stringify((await expected).data), source);
  }
});
