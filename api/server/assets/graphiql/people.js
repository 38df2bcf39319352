// Who has logged in on this page, and who of them asks now. Tokens are kept until the browser's tab is closed, and go
// nowhere but into a header.
const KEY = 'microfluence:people';

/** An access token is renewed when it has less than this to live. */
const MARGIN_MS = 60_000;

export const GUEST = '';

const SESSION = 'session { accessToken accessTokenExpiresAt refreshToken user { id displayName email } } userErrors { message }';

export class People {
  #storage;
  #sessions;
  #chosen;
  #renewals = new Map();

  /** Called after every change, with words for the person at the screen where there are any. */
  onchange = () => {};

  constructor(storage) {
    this.#storage = storage;
    ({ sessions: this.#sessions, chosen: this.#chosen } = JSON.parse(storage.getItem(KEY)) ?? { sessions: [], chosen: GUEST });
  }

  /** The sessions, one for each person. */
  get all() {
    return this.#sessions;
  }

  /** The session of who asks; nothing for a guest. */
  get current() {
    return this.#sessions.find(({ user }) => user.id === this.#chosen);
  }

  choose(id) {
    this.#chosen = id;
    this.#changed();
  }

  /** Begins a session and asks as this person from now on. Throws what the server says against it. */
  async logIn(email, password) {
    const session = await create('sessionCreate', 'SessionCreateInput', { email, password });
    this.#keep(session);
    this.choose(session.user.id);
  }

  /** Ends the session of who asks. */
  async logOut() {
    const { user } = this.current;
    const headers = await this.headers();
    this.forget(user.id);
    if (headers.Authorization) await post('mutation { sessionRevoke { userErrors { code } } }', {}, headers);
  }

  /** Drops a session that the server does not know any more. */
  forget(id, text) {
    this.#sessions = this.#sessions.filter(({ user }) => user.id !== id);
    if (this.#chosen === id) this.#chosen = GUEST;
    this.#changed(text);
  }

  /** The headers of who asks, with a token that is good for a while. */
  async headers() {
    let session = this.current;
    if (!session) return {};
    if (new Date(session.accessTokenExpiresAt) - Date.now() < MARGIN_MS) session = await this.#renew(session);
    return session ? { Authorization: `Bearer ${session.accessToken}` } : {};
  }

  /** A refresh token is good for one use, so those who ask meanwhile wait for the same answer. */
  #renew({ user, refreshToken }) {
    const renewal = this.#renewals.get(user.id) ?? this.#refresh(user, refreshToken);
    this.#renewals.set(user.id, renewal);
    return renewal.finally(() => this.#renewals.delete(user.id));
  }

  async #refresh(user, refreshToken) {
    try {
      const session = await create('sessionRefresh', 'SessionRefreshInput', { refreshToken });
      this.#keep(session);
      this.#changed();
      return session;
    } catch {
      this.forget(user.id, `The session of ${user.displayName} has ended. Please log in again.`);
      return undefined;
    }
  }

  #keep(session) {
    const index = this.#sessions.findIndex(({ user }) => user.id === session.user.id);
    this.#sessions.splice(index < 0 ? this.#sessions.length : index, 1, session);
  }

  #changed(text) {
    this.#storage.setItem(KEY, JSON.stringify({ sessions: this.#sessions, chosen: this.#chosen }));
    this.onchange(text);
  }
}

/** Runs a mutation that answers with a session. */
async function create(field, type, input) {
  const { data, errors } = await post(`mutation($input: ${type}!) { ${field}(input: $input) { ${SESSION} } }`, { input });
  const payload = data?.[field];
  if (payload?.session) return payload.session;
  throw new Error((payload?.userErrors ?? errors).map(({ message }) => message).join(' '));
}

async function post(query, variables, headers = {}) {
  const answer = await fetch('/graphql', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return answer.json();
}
