// What fails next to what does not: the error of one field is caught where it belongs, and leaves the others alone.
import { graphql } from 'relay-runtime';

export const query = graphql`
  query MistakesQuery($offerId: ID!) @throwOnFieldError {
    offer(id: $offerId) @catch {
      title
    }
    offers(first: 1) {
      totalCount
    }
  }
`;
