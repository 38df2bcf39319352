// Documents made up over the whole schema are answered as graphql-js answers them, from what the server says of each field
// when it is asked for nothing else: aliases, fragments, conditions, repeated mentions, nulls and errors in their places.
import assert from 'node:assert/strict';
import { after, before, test as promise } from 'node:test';
import { buildSchema } from 'graphql';

import { contract } from '../support/contract.js';
import { Documents, Judge } from '../support/documents.js';
import { Person, ask } from '../support/people.js';
import { startServer } from '../support/server.js';

const test = (name, act) => promise(name, { timeout: 240_000 }, act);

/** How many for each person, and where their making begins. */
const COUNT = Number(process.env.MADE_UP_DOCUMENTS ?? 60);
const SEED = Number(process.env.MADE_UP_SEED ?? 20_261_127);

let server, bea, zoe, ids;
before(async () => {
  server = await startServer();
  bea = await (await Person.joins(server)).foundsBrand();
  zoe = await (await Person.joins(server, 'Zoe')).becomesCreator();
  const [offer, other] = [await bea.publishes(await bea.drafts()), await bea.publishes(await bea.drafts('Winter tea'))];
  await bea.drafts('Spring tea');
  await zoe.appliesTo(other);
  await bea.accepts(await zoe.appliesTo(offer));
  ids = [...(await found(bea)), ...(await found(zoe)), 'nonsense'];
});
after(() => server?.stop());

/** Ids of objects that somebody sees. */
async function found(person) {
  const data = await person.does(`{ viewer { id user { id } creator { id socialAccounts { id } balances { id } applications(first: 2) { nodes { id proposals { id } } } }
    brands(first: 1) { nodes { id wallets { id } fundings(first: 1) { nodes { id } } statement(first: 2) { nodes { id } } members(first: 1) { nodes { id } }
      offers(first: 3) { nodes { id } } collaborations(first: 1) { nodes { id deliverables { id } } } } } } }`);
  return [...JSON.stringify(data).matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id);
}

const places = ({ errors = [] }) => errors.map(({ path, extensions }) => `${path?.join('.')} ${extensions.code}`).sort();

for (const who of ['bea', 'zoe', 'guest']) {
  test(`made-up documents are answered as by graphql-js: ${who}`, async () => {
    const token = { bea, zoe }[who]?.accessToken;
    const schema = buildSchema(contract());
    const documents = new Documents(schema, ids, SEED + who.length * who.charCodeAt(0));
    const judge = new Judge(schema, (source) => ask(server, source, {}, token));
    let answered = 0;
    for (let number = 0; number < COUNT; number += 1) {
      const document = documents.next();
      const found = await ask(server, document.source, document.variables, token);
      // Refused as a whole: too much at once, or a value that no variable may have.
      if (found.data === undefined) continue;
      answered += 1;
      const expected = await judge.answer(document);
      const shown = JSON.stringify(document, null, 1);
      assert.equal(JSON.stringify(found.data), JSON.stringify(expected.data), shown);
      assert.deepEqual(places(found), places(expected), shown);
    }
    assert.ok(answered > COUNT / 2, `${answered} of ${COUNT} were answered`);
  });
}
