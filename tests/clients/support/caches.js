// What caches in frontends have to be told of the schema: `docs/api.md` shows it.
import { buildSchema, isInterfaceType, isListType, isNonNullType, isObjectType } from 'graphql';

import { contract } from './contract.js';

const PAGE = ['after', 'before', 'first', 'last'];
/** Graphcache knows by these names that there are no keys. */
const KEYLESS = /^__|PageInfo|(Connection|Edge)$/;

const inner = (type) => (isListType(type) || isNonNullType(type) ? inner(type.ofType) : type);
const fields = (type) => Object.values(type.getFields());

/** The parts of the schema that a cache cares about. */
export function parts() {
  const schema = buildSchema(contract());
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const all = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'));
  const objects = all.filter((type) => isObjectType(type) && !roots.includes(type));
  const values = objects.filter((type) => !type.getFields().id).map(({ name }) => name);
  const lists = [...objects, schema.getQueryType()].flatMap((type) =>
    fields(type)
      .filter((field) => inner(field.type).name.endsWith('Connection'))
      .map((field) => ({ type: type.name, field: field.name, by: field.args.map(({ name }) => name).filter((name) => !PAGE.includes(name)) })),
  );
  const interfaces = all.filter(isInterfaceType).map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]);
  return { values, lists, interfaces };
}

const grouped = (lists, line) => {
  const types = [...new Set(lists.map(({ type }) => type))];
  return types.map((type) => ({ type, lines: lists.filter((list) => list.type === type).map(line) }));
};

/** The module that makes Apollo's cache. */
export function apollo() {
  const { values, lists, interfaces } = parts();
  const kept = values.filter((name) => !/(Connection|Edge|Payload|PageInfo)$/.test(name));
  const pages = grouped(lists, ({ field, by }) => `        ${field}: relayStylePagination(${JSON.stringify(by).replaceAll('"', "'").replaceAll(',', ', ')}),`);
  return `import { InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';

// Part of the object it stands in: it has no id, and what two queries ask of it belongs together.
const value = { keyFields: false, merge: true };

export const createCache = () => new InMemoryCache({
  possibleTypes: {
${interfaces.map(([name, types]) => `    ${name}: [\n${types.map((type) => `      '${type}',`).join('\n')}\n    ],`).join('\n')}
  },
  typePolicies: {
${pages.map(({ type, lines }) => `    ${type}: {\n      fields: {\n${lines.join('\n')}\n      },\n    },`).join('\n')}
${kept.map((name) => `    ${name}: value,`).join('\n')}
  },
});
`;
}

/** The module that makes Graphcache. */
export function graphcache() {
  const { values, lists } = parts();
  const keyless = values.filter((name) => !KEYLESS.test(name));
  const pages = grouped(lists, ({ field }) => `      ${field}: relayPagination(),`);
  return `import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';

// Part of the object it stands in: it has no id.
const none = () => null;

export const createCacheExchange = () => cacheExchange({
  keys: {
${keyless.map((name) => `    ${name}: none,`).join('\n')}
  },
  resolvers: {
${pages.map(({ type, lines }) => `    ${type}: {\n${lines.join('\n')}\n    },`).join('\n')}
  },
});
`;
}
