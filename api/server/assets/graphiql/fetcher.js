// How GraphiQL asks the server: by fetch, and for subscriptions by fetch that answers with server-sent events. Unlike a
// browser's WebSocket or EventSource, fetch sends the token as a header.

/** A fetcher for GraphiQL that asks as whoever of `people` is chosen; a tab's own headers win. */
export function fetcherFor(people) {
  return async ({ query, variables, operationName }, { headers: own } = {}) => {
    const operation = operationOf(query, operationName);
    // The schema is the same for everybody, so a session that has ended does not take it away.
    const current = operationName === 'IntrospectionQuery' ? undefined : people.current;
    const headers = { 'Content-Type': 'application/json', ...(current && (await people.headers())), ...own };
    const body = JSON.stringify({ query, variables, operationName: operation.name });
    const ask = async (accept, signal) => {
      const answer = await fetch('/graphql', { method: 'POST', headers: { ...headers, Accept: accept }, body, signal });
      if (answer.status === 401 && current && !own?.Authorization) {
        people.forget(current.user.id, `The session of ${current.user.displayName} has ended. Please log in again.`);
      }
      return answer;
    };

    if (operation.type === 'subscription') return subscribe(ask);
    return (await ask('application/graphql-response+json, application/json;q=0.9')).json();
  };
}

/** The operation to run. Where a tab was opened just now, GraphiQL still tells the name of the tab before. */
function operationOf(query, name) {
  const text = query.replace(/#.*/g, '');
  const named = text.match(new RegExp(`\\b(query|mutation|subscription)\\s+${name}\\b`));
  if (named) return { type: named[1], name };
  return { type: text.match(/^\s*(query|mutation|subscription)\b/m)?.[1] };
}

/** The answers of a subscription, until it is stopped or the server ends it. */
function subscribe(ask) {
  const controller = new AbortController();
  const answers = read(ask, controller.signal);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => answers.next(),
    return() {
      // A generator that waits for the network cannot be told to return: the wait has to end first.
      controller.abort();
      return answers.return();
    },
  };
}

async function* read(ask, signal) {
  try {
    const answer = await ask('text/event-stream', signal);
    if (!answer.headers.get('Content-Type')?.startsWith('text/event-stream')) {
      yield await answer.json();
      return;
    }
    for await (const { event, data } of events(answer.body)) {
      if (event === 'complete') return;
      if (event === 'next') yield JSON.parse(data);
    }
    yield { errors: [{ message: 'The server has ended the connection. Run the operation again to go on.' }] };
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Splits a body into its events: blocks of `name: value` lines, each block ended by an empty line. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (text + value).split('\n\n');
    text = blocks.pop();
    for (const block of blocks) yield Object.fromEntries(block.split('\n').map(field));
  }
}

/** A comment, which keeps the connection alive, is a field without a name. */
function field(line) {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
}
