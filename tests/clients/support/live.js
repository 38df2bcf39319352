// Subscriptions in tests: what they ask, and how to know that one runs.
export const OFFERS = `subscription ($offerId: ID, $brandId: ID, $since: String) {
  offerChanged(offerId: $offerId, brandId: $brandId, since: $since) { cursor at offer { id state } }
}`;

/**
 * Waits until a subscription to a brand's offers runs; gives an event of it.
 *
 * No protocol tells when a subscription has begun, so the brand publishes until it is heard of.
 */
export async function runs(events, person) {
  let isHeard = false;
  const first = events.next().finally(() => (isHeard = true));
  const [found] = await Promise.all([first, until(() => isHeard, async () => person.publishes(await person.drafts()))]);
  return change(found);
}

/** Does something, if told what, again and again until the condition holds; half a minute at most. */
export async function until(condition, act = () => {}) {
  for (let tries = 0; !condition(); tries++) {
    if (tries === 300) throw new Error(`it never came about: ${condition}`);
    await act();
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** The event of this offer; those of others are passed over. */
export async function eventOf(offerId, events) {
  for (;;) {
    const found = change(await events.next());
    if (found.offer.id === offerId) return found;
  }
}

function change({ done, value }) {
  if (done) throw new Error('the subscription has ended');
  if (value.errors) throw new Error(JSON.stringify(value.errors));
  return value.data.offerChanged;
}
