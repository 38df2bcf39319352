// Queries made up over the whole schema, and graphql-js as the judge of their answers.
import {
  GraphQLError,
  astFromValue,
  execute,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  parse,
  print,
  validate,
} from 'graphql';

/** What differs from one request to the next. */
const FLEETING = new Set(['Query.rateLimit', 'Query.feedCursor', 'Query._service']);
/** Levels of objects at most, and fields of one selection. */
const [DEPTH, WIDTH] = [5, 4];

/** The same numbers for the same seed, from 0 to 1. */
export function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Words of scalars: some that are right, some that find nothing. */
const WORDS = {
  Int: [1, 2, 3],
  Float: [0.5, 2],
  Boolean: [true, false],
  String: ['tea', 'zoe', ''],
  DateTime: ['2020-01-01T00:00:00Z', '2090-01-01T00:00:00Z'],
  Decimal: ['1.00', '20.00'],
  CurrencyCode: ['EUR', 'EUR', 'JPY'],
  CountryCode: ['DE', 'DE', 'FR'],
  LanguageTag: ['de', 'fr'],
};

/** Makes up one query after the other; `ids` are of objects that are there. */
export class Documents {
  #schema;
  #roll;
  #ids;
  #variables;
  #declared;
  #fragments;

  constructor(schema, ids, seed) {
    this.#schema = schema;
    this.#ids = ids;
    this.#roll = dice(seed);
  }

  /** A valid document with its variables. */
  next() {
    for (;;) {
      [this.#variables, this.#declared, this.#fragments] = [{}, [], []];
      const selection = this.#selection(this.#schema.getQueryType(), DEPTH);
      const declared = this.#declared.length ? `(${this.#declared.join(', ')})` : '';
      const source = [`query${declared} ${selection}`, ...this.#fragments].join('\n');
      if (validate(this.#schema, parse(source)).length === 0) return { source, variables: this.#variables };
    }
  }

  #happens(share) {
    return this.#roll() < share;
  }

  #one(items) {
    return items[Math.floor(this.#roll() * items.length)];
  }

  #selection(type, depth) {
    const parts = [];
    const named = [];
    const count = 1 + Math.floor(this.#roll() * WIDTH);
    for (let number = 0; number < count; number += 1) {
      if (named.length && this.#happens(0.2)) parts.push(this.#again(this.#one(named), depth));
      else if (depth > 1 && this.#happens(0.25)) parts.push(this.#fragment(type, depth));
      else if (isUnionType(type) || this.#happens(0.1)) parts.push('__typename');
      else parts.push(this.#field(type, depth, named));
    }
    return `{ ${parts.filter(Boolean).join(' ') || '__typename'} }`;
  }

  #field(type, depth, named) {
    const fields = Object.values(type.getFields()).filter(
      (field) => !FLEETING.has(`${type.name}.${field.name}`) && (depth > 1 || !isCompositeType(getNamedType(field.type))),
    );
    if (!fields.length) return '__typename';
    const field = this.#one(fields);
    const alias = this.#happens(0.25) ? `a${named.length}: ` : '';
    const mention = { field, head: `${alias}${field.name}${this.#arguments(field)}` };
    named.push(mention);
    return this.#again(mention, depth);
  }

  /** A field that may stand there already, with a selection of its own. */
  #again({ field, head }, depth) {
    const of = getNamedType(field.type);
    const below = isCompositeType(of) ? ` ${this.#selection(of, depth - 1)}` : '';
    return `${head}${this.#condition()}${below}`;
  }

  #fragment(type, depth) {
    const possible = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [type];
    const on = this.#happens(0.2) && isObjectType(type) && type.getInterfaces().length ? type.getInterfaces()[0] : this.#one(possible);
    const body = this.#selection(on, depth);
    if (this.#happens(0.6)) return `...${on === type && this.#happens(0.4) ? '' : ` on ${on.name}`}${this.#condition()} ${body}`;
    const name = `F${this.#fragments.length}`;
    this.#fragments.push(`fragment ${name} on ${on.name} ${body}`);
    return `...${name}${this.#condition()}`;
  }

  #condition() {
    if (!this.#happens(0.12)) return '';
    const value = this.#happens(0.5);
    const word = this.#happens(0.5) ? this.#variable('Boolean!', value) : value;
    return ` @${this.#one(['include', 'skip'])}(if: ${word})`;
  }

  #variable(type, value) {
    const name = `$v${this.#declared.length}`;
    this.#declared.push(`${name}: ${type}`);
    this.#variables[name.slice(1)] = value;
    return name;
  }

  #arguments(field) {
    const given = [];
    const isPage = field.args.some(({ name }) => name === 'first');
    const backwards = this.#happens(0.2);
    for (const { name, type } of field.args) {
      let value;
      if (isPage && (name === 'first' || name === 'last')) {
        if ((name === 'last') !== backwards) continue;
        value = 1 + Math.floor(this.#roll() * 3);
      } else if (name === 'after' || name === 'before') {
        if (!this.#happens(0.05)) continue;
        value = 'nonsense';
      } else if (isNonNullType(type) || this.#happens(0.35)) value = this.#value(type);
      else continue;
      const word = this.#happens(0.3) ? this.#variable(String(type), value) : print(astFromValue(value, type));
      given.push(`${name}: ${word}`);
    }
    return given.length ? `(${given.join(', ')})` : '';
  }

  #value(declared) {
    const type = getNullableType(declared);
    if (isListType(type)) return [this.#value(type.ofType)];
    if (isEnumType(type)) return this.#one(type.getValues()).name;
    if (isInputObjectType(type)) {
      const members = Object.values(type.getFields());
      const some = this.#one(members);
      const given = members.filter((member) => member === some || isNonNullType(member.type) || this.#happens(0.2));
      return Object.fromEntries(given.map((member) => [member.name, this.#value(member.type)]));
    }
    return this.#one(type.name === 'ID' ? this.#ids : (WORDS[type.name] ?? ['nonsense']));
  }
}

/** Where an object stands: the fields that lead to it from the root, and its type. */
class Place {
  constructor(type, steps) {
    Object.assign(this, { type, steps });
  }
}

/**
 * Executes documents as graphql-js does; each single field is asked of the server in the plainest document there is: the
 * way to it, and nothing else. `ask` takes a document and gives the body of the answer.
 */
export class Judge {
  #schema;
  #ask;
  #asked = new Map();

  constructor(schema, ask) {
    this.#schema = schema;
    this.#ask = ask;
  }

  /** The answer that is right: data, and where which errors are. */
  async answer({ source, variables }) {
    return execute({
      schema: this.#schema,
      document: parse(source),
      variableValues: variables,
      rootValue: new Place('Query', []),
      fieldResolver: (place, args, _, info) => (place instanceof Place ? this.#field(place, args, info) : undefined),
      typeResolver: (place) => place.type,
    });
  }

  async #field(place, args, { fieldName, parentType }) {
    const field = parentType.getFields()[fieldName];
    const words = field.args
      .filter(({ name }) => args[name] !== undefined)
      .map(({ name, type }) => `${name}: ${print(astFromValue(args[name], type))}`);
    const head = `${fieldName}${words.length ? `(${words.join(', ')})` : ''}`;
    const steps = [...place.steps, { on: place.type, name: fieldName, head, at: [] }];
    const isLeaf = !isCompositeType(getNamedType(field.type));
    const { data, errors = [] } = await this.#alone(steps, isLeaf);
    const failures = errors.map(({ message, path, extensions }) => [path, new GraphQLError(message, { extensions })]);
    const way = steps.flatMap(({ name, at }) => [name, ...at]);
    const own = failures.find(([path]) => path.length <= way.length);
    if (own) throw own[1];
    const value = this.#shown(dug(data, steps), steps, isLeaf);
    // An entry of a list that went wrong is an error in its place.
    for (const [path, failure] of failures) value[path[way.length]] = failure;
    return value;
  }

  #alone(steps, isLeaf) {
    const open = steps.map(({ on, head }) => `${on === 'Query' ? '' : `... on ${on} { `}${head}`).join(' { ');
    const close = steps.map(({ on }) => (on === 'Query' ? '' : ' }')).join(' }');
    const source = `{ ${open}${isLeaf ? '' : ' { __typename }'}${close} }`;
    if (!this.#asked.has(source)) this.#asked.set(source, this.#ask(source));
    return this.#asked.get(source);
  }

  #shown(value, steps, isLeaf) {
    if (value === null || value === undefined || isLeaf) return value;
    const last = steps.at(-1);
    if (Array.isArray(value)) {
      return value.map((item, number) => this.#shown(item, [...steps.slice(0, -1), { ...last, at: [...last.at, number] }], isLeaf));
    }
    return new Place(value.__typename, steps);
  }
}

/** What stands at the end of the way. */
function dug(data, steps) {
  let value = data;
  for (const { name, at } of steps) {
    value = value[name];
    for (const number of at) value = value[number];
  }
  return value;
}
