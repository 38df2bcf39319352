// People who use the marketplace: short ways to the state a test begins with, over plain fetch.
import { randomBytes } from 'node:crypto';

/** Asks a server; gives the body of the answer, with `data` and `errors`. */
export async function ask(server, query, variables = {}, token = undefined, operationName = undefined) {
  const answer = await fetch(server.endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables, operationName }),
  });
  return answer.json();
}

/** Somebody who has signed up and logged in. */
export class Person {
  constructor(server, known) {
    Object.assign(this, { server }, known);
  }

  static async joins(server, displayName = 'Bea') {
    const email = `${randomBytes(8).toString('hex')}@example.com`;
    const person = new Person(server, { displayName, email, password: 'correct horse battery' });
    await person.#must('accountCreate', 'AccountCreateInput', 'user { id }', {
      email: person.email,
      password: person.password,
      displayName,
    });
    await person.logsIn();
    return person;
  }

  /** Begins a session; earlier ones go on. */
  async logsIn() {
    const { session } = await this.#must('sessionCreate', 'SessionCreateInput', 'session { accessToken refreshToken }', {
      email: this.email,
      password: this.password,
    });
    Object.assign(this, session);
  }

  /** Ends the session on every server. */
  async logsOut() {
    await this.does('mutation { sessionRevoke { userErrors { code } } }');
  }

  /** The data of an answer without errors. */
  async does(query, variables) {
    const { data, errors } = await ask(this.server, query, variables, this.accessToken);
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** Becomes the owner of a brand with money in its wallet. */
  async foundsBrand() {
    const { brand } = await this.#must('brandCreate', 'BrandCreateInput', 'brand { id }', {
      name: 'Rainy Day Tea',
      country: 'DE',
    });
    this.brandId = brand.id;
    await this.#must('walletFund', 'WalletFundInput', 'funding { id }', {
      brandId: brand.id,
      amount: { amount: '1000.00', currencyCode: 'EUR' },
      idempotencyKey: 'fund',
    });
    return this;
  }

  /** Becomes a creator with an account. */
  async becomesCreator() {
    const input = { displayName: 'Zoe', bio: 'Tea.', country: 'DE', languages: ['de'], niches: ['ART_DESIGN'], primaryNiche: 'ART_DESIGN' };
    const { creator } = await this.#must('creatorCreate', 'CreatorCreateInput', 'creator { id }', input);
    this.creatorId = creator.id;
    const account = { creatorId: creator.id, platform: 'INSTAGRAM', handle: 'zoe', followers: 10000 };
    await this.#must('socialAccountAdd', 'SocialAccountAddInput', 'socialAccount { id }', account);
    return this;
  }

  /** A new offer of the brand, not published yet. */
  async drafts(title = 'Autumn tea') {
    const input = { brandId: this.brandId, content: content(title) };
    return (await this.#must('offerCreate', 'OfferCreateInput', 'offer { id }', input)).offer.id;
  }

  /** Shows a draft to everybody. */
  async publishes(offerId) {
    await this.#must('offerPublish', 'OfferPublishInput', 'offer { id }', { offerId });
    return offerId;
  }

  /** Applies to an offer; gives the application. */
  async appliesTo(offerId) {
    const input = { offerId, message: 'I love tea.' };
    return (await this.#must('applicationSubmit', 'ApplicationSubmitInput', 'application { id }', input)).application.id;
  }

  /** Accepts an application: the collaboration begins, paid from the wallet. */
  async accepts(applicationId) {
    const input = { applicationId, idempotencyKey: applicationId };
    await this.#must('applicationAccept', 'ApplicationAcceptInput', 'application { id }', input);
  }

  async #must(field, type, selection, input) {
    const query = `mutation($input: ${type}!) { ${field}(input: $input) { ${selection} userErrors { code path } } }`;
    const payload = (await this.does(query, { input }))[field];
    if (payload.userErrors.length) throw new Error(`${field}: ${JSON.stringify(payload.userErrors)}`);
    return payload;
  }
}

/** What an offer says; enough to publish it. */
export const content = (title) => ({
  title,
  summary: 'Show how you make tea on a rainy day.',
  goal: 'AWARENESS',
  kpis: [{ kpi: 'REACH', target: 10000 }],
  requirements: ['Show the packaging'],
  deliverables: [{ platform: 'INSTAGRAM', format: 'REEL', dueDays: 14, roundsIncluded: 1 }],
  compensation: { pay: { amount: '20.00', currencyCode: 'EUR' } },
  criteria: { platforms: ['INSTAGRAM'], followersMin: 5000 },
  disclosures: ['PAID_PARTNERSHIP'],
  currency: 'EUR',
  budget: { amount: '22.00', currencyCode: 'EUR' },
  slots: 1,
  closesAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
});
