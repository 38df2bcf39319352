// The parts of `docs/api.md` that are made from `schema.graphql`: each stands between two marks.
//
//     node tests/clients/support/reference.js
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSchema, isScalarType, isSpecifiedScalarType } from 'graphql';

import { apollo, graphcache } from './caches.js';
import { contract } from './contract.js';
import { root } from './server.js';

export const file = join(root, 'docs/api.md');

/** A description in one line of a table. */
const words = (text) => (text ?? '').replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();

const table = (head, rows) => `${[head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`;

/** Every code of a mutation's `userErrors`. */
function userErrors(schema) {
  const codes = schema.getType('UserErrorCode').getValues();
  return table(['Code', 'Says'], codes.map(({ name, description }) => [`\`${name}\``, words(description)]));
}

/** Every scalar of our own. */
function scalars(schema) {
  const own = Object.values(schema.getTypeMap()).filter((type) => isScalarType(type) && !isSpecifiedScalarType(type));
  return table(['Scalar', 'Is', 'As text says'], own.map(({ name, description, specifiedByURL }) => [`\`${name}\``, words(description), specifiedByURL ?? '']));
}

const made = {
  'user errors': userErrors,
  scalars,
  'Apollo Client': () => `\`\`\`js\n${apollo()}\`\`\`\n`,
  'urql with Graphcache': () => `\`\`\`js\n${graphcache()}\`\`\`\n`,
};

/** A text with its parts made anew. */
export function filled(text) {
  const schema = buildSchema(contract());
  return Object.entries(made).reduce((page, [name, make]) => {
    const [begin, end] = [`<!-- made from the schema: ${name} -->\n`, `<!-- so far -->`];
    const from = page.indexOf(begin) + begin.length;
    const to = page.indexOf(end, from);
    if (from < begin.length || to < 0) throw new Error(`no place for ${name}`);
    return `${page.slice(0, from)}\n${make(schema)}\n${page.slice(to)}`;
  }, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(file, filled(readFileSync(file, 'utf8')));
