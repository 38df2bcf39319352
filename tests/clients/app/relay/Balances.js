// What one may not see next to what everybody may: it is null without an error, and this query would throw at any.
import { graphql } from 'relay-runtime';

export const query = graphql`
  query BalancesQuery($creatorId: ID!) @throwOnFieldError {
    creator(id: $creatorId) {
      displayName
      balances {
        available {
          amount
        }
      }
    }
    offers(first: 1) {
      totalCount
    }
  }
`;
