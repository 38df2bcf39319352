// A frontend in TypeScript: what GraphQL Code Generator makes of the schema must be easy to use, and hard to misuse.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';

import { graphql, useFragment } from '../../generated/typed';
import { CurrencyCode, OfferState, Platform, UserErrorCode } from '../../generated/typed/graphql';
import type { MoneyInput, OfferFilter } from '../../generated/typed/graphql';

const price = graphql(`
  fragment Price on Money {
    amount
    currencyCode
  }
`);

const offers = graphql(`
  query Offers($first: Int!, $after: String, $filter: OfferFilter) {
    offers(first: $first, after: $after, filter: $filter, orderBy: { field: PAY, direction: DESC }) {
      nodes {
        id
        title
        state
        closesAt
        pay {
          ...Price
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

const publish = graphql(`
  mutation OfferPublish($input: OfferPublishInput!) {
    offerPublish(input: $input) {
      offer {
        id
        state
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`);

const changes = graphql(`
  subscription OfferChanges($since: String) {
    offerChanged(since: $since) {
      cursor
      offer {
        id
        state
      }
    }
  }
`);

/** Any client that understands typed documents. */
declare function ask<Result, Variables>(document: TypedDocumentNode<Result, Variables>, variables: Variables): Promise<Result>;

declare function follow<Result, Variables>(document: TypedDocumentNode<Result, Variables>, variables: Variables): AsyncIterable<Result>;

/** The titles of all offers that pay at least so much, with their pay. */
export async function titles(payMin: MoneyInput): Promise<string[]> {
  // Pay has an order within one currency only.
  const filter: OfferFilter = { payMin, currency: payMin.currencyCode, platformIn: [Platform.Instagram] };
  const found: string[] = [];
  let after: string | null | undefined;
  do {
    const page = (await ask(offers, { first: 10, after, filter })).offers;
    // A field at the root may fail on its own, and is null then.
    if (!page) return found;
    for (const offer of page.nodes) {
      const pay = useFragment(price, offer.pay);
      // Some pay with a product alone.
      const amount: string | undefined = pay?.amount;
      found.push(`${offer.title}: ${amount ?? 'no'} ${pay?.currencyCode ?? 'money'}, until ${offer.closesAt?.slice(0, 10) ?? 'further notice'}`);
    }
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after);
  return found;
}

/** Publishes an offer; whether it is one that everybody sees now. */
export async function publishes(offerId: string): Promise<boolean> {
  const { offerPublish } = await ask(publish, { input: { offerId } });
  if (offerPublish?.userErrors.some(({ code }) => code === UserErrorCode.OfferStateInvalid)) return false;
  return offerPublish?.offer?.state === OfferState.Published;
}

/** Waits until an offer is closed; gives the cursor from which to follow on. */
export async function closes(offerId: string, since?: string): Promise<string | undefined> {
  for await (const { offerChanged } of follow(changes, { since })) {
    if (offerChanged?.offer?.id === offerId && offerChanged.offer.state === OfferState.Closed) return offerChanged.cursor;
  }
  return undefined;
}

export async function mistakes(): Promise<void> {
  // @ts-expect-error: a page needs its size, by which it costs.
  await ask(offers, {});
  // @ts-expect-error: money is a decimal in a string, never a number.
  await titles({ amount: 12.5, currencyCode: CurrencyCode.Eur });
  // @ts-expect-error: there is no such state.
  await ask(offers, { first: 1, filter: { platformIn: ['MYSPACE'] } });
  // @ts-expect-error: the root may be null.
  (await ask(publish, { input: { offerId: 'x' } })).offerPublish.offer;
}
