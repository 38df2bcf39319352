// The tabs a first visit opens, in this order: the way from brief to payout, as in the README. Words in capitals stand for
// what earlier answers gave: BRAND for the id of the brand. Who asks is chosen above the tabs.
const inDays = (days) => new Date(Date.now() + days * 86400000).toISOString();

export const EXAMPLES = [
  {
    title: 'Look around: what is on offer',
    query: `query Offers($filter: OfferFilter) {
  offers(first: 10, filter: $filter, orderBy: {field: CLOSES_AT, direction: ASC}) {
    nodes {
      id
      title
      summary
      pay { amount currencyCode }
      isReserved
      closesAt
      brief {
        requirements { number text }
        deliverables { platform format dueDays roundsIncluded }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
    variables: { filter: { platformIn: ['INSTAGRAM', 'TIKTOK'] } },
  },
  {
    title: '1. Sign up, as bea@example.com and as zoe@example.com; then log in as both, above',
    query: `mutation AccountCreate($input: AccountCreateInput!) {
  accountCreate(input: $input) {
    user { id email }
    userErrors { code message path }
  }
}`,
    variables: {
      input: { email: 'bea@example.com', password: 'correct horse battery', displayName: 'Bea' },
    },
  },
  {
    title: '2. Bea founds a brand',
    query: `mutation BrandCreate($input: BrandCreateInput!) {
  brandCreate(input: $input) {
    brand { id name }
    userErrors { code message path }
  }
}`,
    variables: { input: { name: 'Rainy Day Tea', country: 'DE' } },
  },
  {
    title: '3. Bea pays money in',
    query: `mutation WalletFund($input: WalletFundInput!) {
  walletFund(input: $input) {
    funding { id state amount { amount currencyCode } }
    userErrors { code message path }
  }
}`,
    variables: {
      input: {
        brandId: 'BRAND',
        amount: { amount: '300.00', currencyCode: 'EUR' },
        idempotencyKey: 'fund-1',
      },
    },
  },
  {
    title: '4. What a pay comes to, for both sides',
    query: `query MoneyBreakdown($pay: MoneyInput!, $weights: [Int!]!) {
  moneyBreakdown(pay: $pay, weights: $weights) {
    totalCharged { amount }
    brandFee { amount }
    creatorFee { amount }
    totalReceived { amount }
    parts { amount }
    clearanceDays
  }
}`,
    variables: { pay: { amount: '200.00', currencyCode: 'EUR' }, weights: [1] },
  },
  {
    title: '5. Bea drafts an offer',
    query: `mutation OfferCreate($input: OfferCreateInput!) {
  offerCreate(input: $input) {
    offer { id state version }
    userErrors { code message path }
  }
}`,
    variables: {
      input: {
        brandId: 'BRAND',
        content: {
          title: 'Autumn tea at home',
          summary: 'Show how you make tea on a rainy day.',
          goal: 'AWARENESS',
          kpis: [{ kpi: 'REACH', target: 10000 }],
          requirements: ['Show the packaging', 'Name the flavour'],
          suggestions: ['A rainy window'],
          deliverables: [{ platform: 'INSTAGRAM', format: 'REEL', dueDays: 14, roundsIncluded: 1 }],
          compensation: { pay: { amount: '200.00', currencyCode: 'EUR' } },
          criteria: { platforms: ['INSTAGRAM'], followersMin: 5000 },
          disclosures: ['PAID_PARTNERSHIP'],
          currency: 'EUR',
          budget: { amount: '220.00', currencyCode: 'EUR' },
          slots: 1,
          closesAt: inDays(30),
        },
      },
    },
  },
  {
    title: 'Meanwhile, in a second window: offers that change',
    query: `subscription OfferChanged {
  offerChanged {
    at
    cursor
    offer { id title state slots slotsTaken }
  }
}`,
  },
  {
    title: '6. Bea publishes it',
    query: `mutation OfferPublish($input: OfferPublishInput!) {
  offerPublish(input: $input) {
    offer { state publishedAt }
    userErrors { code message path }
  }
}`,
    variables: { input: { offerId: 'OFFER' } },
  },
  {
    title: '7. Bea sets its money aside',
    query: `mutation OfferReserve($input: OfferReserveInput!) {
  offerReserve(input: $input) {
    offer { isReserved }
    userErrors { code message path }
  }
}`,
    variables: { input: { offerId: 'OFFER', idempotencyKey: 'reserve-1' } },
  },
  {
    title: '8. Zoë becomes a creator',
    query: `mutation CreatorCreate($input: CreatorCreateInput!) {
  creatorCreate(input: $input) {
    creator { id }
    userErrors { code message path }
  }
}`,
    variables: {
      input: {
        displayName: 'Zoë',
        country: 'DE',
        languages: ['de', 'en'],
        niches: ['FOOD_DRINK', 'HOME_DECOR'],
        primaryNiche: 'FOOD_DRINK',
      },
    },
  },
  {
    title: '9. Zoë adds an account',
    query: `mutation SocialAccountAdd($input: SocialAccountAddInput!) {
  socialAccountAdd(input: $input) {
    socialAccount { id handle followers { count tier source } }
    userErrors { code message path }
  }
}`,
    variables: {
      input: { creatorId: 'CREATOR', platform: 'INSTAGRAM', handle: 'zoe', followers: 12000 },
    },
  },
  {
    title: '10. Zoë asks whether she may apply',
    query: `query Eligibility($offerId: ID!) {
  offer(id: $offerId) {
    eligibility {
      isEligible
      checks { rule isMet }
    }
  }
}`,
    variables: { offerId: 'OFFER' },
  },
  {
    title: '11. Zoë applies',
    query: `mutation ApplicationSubmit($input: ApplicationSubmitInput!) {
  applicationSubmit(input: $input) {
    application { id state pay { amount } }
    userErrors { code message path }
  }
}`,
    variables: { input: { offerId: 'OFFER', message: 'It rains here most of the time.' } },
  },
  {
    title: '12. Bea accepts',
    query: `mutation ApplicationAccept($input: ApplicationAcceptInput!) {
  applicationAccept(input: $input) {
    application {
      state
      collaboration { id state deliverables { id state dueAt pay { amount } } }
    }
    userErrors { code message path }
  }
}`,
    variables: { input: { applicationId: 'APPLICATION', idempotencyKey: 'accept-1' } },
  },
  {
    title: '13. Zoë hands in',
    query: `mutation DeliverableSubmit($input: DeliverableSubmitInput!) {
  deliverableSubmit(input: $input) {
    deliverable { state decidesItselfAt }
    userErrors { code message path }
  }
}`,
    variables: {
      input: {
        deliverableId: 'DELIVERABLE',
        links: ['https://example.com/drafts/1'],
        caption: 'Tea weather. #ad',
      },
    },
  },
  {
    title: '14. Bea asks for changes; Zoë hands in again',
    query: `mutation DeliverableRequestChanges($input: DeliverableRequestChangesInput!) {
  deliverableRequestChanges(input: $input) {
    deliverable { state roundsUsed roundsIncluded }
    userErrors { code message path }
  }
}`,
    variables: {
      input: {
        deliverableId: 'DELIVERABLE',
        items: [{ requirement: 2, comment: 'Please say that it is Earl Grey.' }],
      },
    },
  },
  {
    title: '15. Bea approves',
    query: `mutation DeliverableApprove($input: DeliverableApproveInput!) {
  deliverableApprove(input: $input) {
    deliverable { state approvedAt }
    userErrors { code message path }
  }
}`,
    variables: { input: { deliverableId: 'DELIVERABLE', idempotencyKey: 'approve-1' } },
  },
  {
    title: '16. Zoë posts it and tells where',
    query: `mutation DeliverablePublish($input: DeliverablePublishInput!) {
  deliverablePublish(input: $input) {
    deliverable { state publication { url postedAt } }
    userErrors { code message path }
  }
}`,
    variables: {
      input: {
        deliverableId: 'DELIVERABLE',
        url: 'https://example.com/reels/1',
        postedAt: inDays(0),
        proof: 'It is on my account, marked as a paid partnership.',
      },
    },
  },
  {
    title: '17. Bea verifies the post, which releases the pay',
    query: `mutation DeliverableVerify($input: DeliverableVerifyInput!) {
  deliverableVerify(input: $input) {
    deliverable { state releasedAt collaboration { state } }
    userErrors { code message path }
  }
}`,
    variables: { input: { deliverableId: 'DELIVERABLE', idempotencyKey: 'verify-1' } },
  },
  {
    title: '18. What Zoë has earned',
    query: `query Money($creatorId: ID!) {
  creator(id: $creatorId) {
    balances {
      pending { amount currencyCode }
      available { amount currencyCode }
      inTransit { amount currencyCode }
    }
    earnings(first: 10) {
      nodes { state amount { amount } clearsAt deliverable { format } }
    }
  }
}`,
    variables: { creatorId: 'CREATOR' },
  },
  {
    title: '19. Zoë asks for a payout',
    query: `mutation PayoutRequest($input: PayoutRequestInput!) {
  payoutRequest(input: $input) {
    payout { id state ibanEnding }
    userErrors { code message path }
  }
}`,
    variables: {
      input: {
        creatorId: 'CREATOR',
        amount: { amount: '200.00', currencyCode: 'EUR' },
        iban: 'DE89 3704 0044 0532 0130 00',
        idempotencyKey: 'payout-1',
      },
    },
  },
  {
    title: '20. Zoë is paid',
    query: `query Payouts($creatorId: ID!) {
  creator(id: $creatorId) {
    payouts(first: 10) {
      nodes { id state amount { amount currencyCode } endedAt }
    }
  }
}`,
    variables: { creatorId: 'CREATOR' },
  },
];
