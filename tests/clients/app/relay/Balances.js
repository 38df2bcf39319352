// What one may not see next to what everybody may: the errors of one field leave the others alone.
import { graphql } from 'relay-runtime';

export const query = graphql`
  query BalancesQuery($creatorId: ID!) {
    balances(creatorId: $creatorId) {
      available {
        amount
      }
    }
    offers(first: 1) {
      totalCount
    }
  }
`;
