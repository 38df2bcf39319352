// How the public schema is written. All rules of the plugin hold but for the exceptions below, each with its reason.
import graphql from '@graphql-eslint/eslint-plugin';

import { contractFile } from './support/contract.js';

const rule = (name) => `@graphql-eslint/${name}`;

/** Values: they belong to the object that holds them and have no life, and so no id, of their own. */
const values = [
  'ApplicationActions',
  'AudienceShare',
  'Brief',
  'ChangeItem',
  'ChangeRequest',
  'CollaborationActions',
  'Compensation',
  'Criteria',
  'DeliverableActions',
  'DeliverableDecision',
  'DeliverableSpec',
  'Eligibility',
  'EligibilityCheck',
  'Engagement',
  'Followers',
  'KpiTarget',
  'Money',
  'MoneyBreakdown',
  'OfferActions',
  'OfferContent',
  'PageInfo',
  'PayoutActions',
  'PendingMember', // The pair of a brand and an address.
  'PendingMembership', // The same, as the person sees it.
  'Product',
  'ProposalActions',
  'Publication',
  'Rate',
  'RateLimit',
  'RateLimitBucket',
  'Requirement',
  'Session', // It holds secrets: nothing should ever look it up.
  'Signature',
  'Submission',
  'Terms',
  'UsageRight',
  'UserError',
  'UserErrorParameter',
  'ViewerAction',
  'ViewerActionReason',
  'ViewerTodo', // A part of the viewer.
];

export default {
  files: ['**/*.graphql'],
  plugins: { '@graphql-eslint': graphql },
  languageOptions: {
    parser: graphql.parser,
    parserOptions: { graphQLConfig: { schema: contractFile } },
  },
  rules: {
    ...graphql.configs['flat/schema-all'].rules,
    ...graphql.configs['flat/schema-relay'].rules,

    // More than recommended: every item is described. The arguments of the directives that GraphQL itself defines are not ours.
    [rule('require-description')]: [
      'error',
      {
        types: true,
        rootField: true,
        DirectiveDefinition: true,
        EnumValueDefinition: true,
        FieldDefinition: true,
        InputValueDefinition: true,
        ignoredSelectors: ['DirectiveDefinition > InputValueDefinition'],
      },
    ],

    [rule('strict-id-in-types')]: [
      'error',
      { exceptions: { suffixes: ['Change', 'Connection', 'Edge', 'Payload'], types: values } },
    ],

    // Short lists of bounded length, such as `userErrors`, are plain lists; pages are connections, whose edges lead to nodes.
    [rule('relay-edge-types')]: ['error', { listTypeCanWrapOnlyEdgeType: false }],

    // The program sorts by bytes, the rule as a dictionary does: it would put `endedAt` before `endReason`.
    [rule('alphabetize')]: 'off',

    // It is for schemas that only read.
    [rule('no-root-type')]: 'off',

    // A payload holds what the mutation changed. A whole `Query` in it would be a second way to ask everything.
    [rule('require-field-of-type-query-in-mutation-result')]: 'off',
  },
};
