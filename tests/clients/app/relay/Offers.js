// A list of a brand's offers, page after page, and a form that adds one: what Relay makes of our connections.
import { graphql } from 'relay-runtime';

export const card = graphql`
  fragment Offers_card on Offer {
    id
    title
    state
    pay {
      amount
      currencyCode
    }
  }
`;

export const list = graphql`
  fragment Offers_list on Brand
  @refetchable(queryName: "OffersPageQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 3 }, cursor: { type: "String" }) {
    offers(first: $count, after: $cursor) @connection(key: "Offers_offers") {
      edges {
        node {
          id
          ...Offers_card
        }
      }
    }
  }
`;

export const query = graphql`
  query OffersQuery($brandId: ID!) {
    brand(id: $brandId) {
      ...Offers_list
    }
  }
`;

export const create = graphql`
  mutation OffersCreateMutation($input: OfferCreateInput!, $connections: [ID!]!) {
    offerCreate(input: $input) {
      offerEdges @prependEdge(connections: $connections) {
        node {
          ...Offers_card
        }
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`;

export const publish = graphql`
  mutation OffersPublishMutation($input: OfferPublishInput!) {
    offerPublish(input: $input) {
      offer {
        ...Offers_card
      }
      userErrors {
        code
      }
    }
  }
`;

export const changes = graphql`
  subscription OffersSubscription($brandId: ID) {
    offerChanged(brandId: $brandId) {
      cursor
      offer {
        ...Offers_card
      }
    }
  }
`;
