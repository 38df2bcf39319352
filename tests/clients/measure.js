// Measures subscriptions on one node: memory of idle ones, and the time from a mutation's answer to its event.
//
//     MICROFLUENCE=target/release/microfluence node tests/clients/measure.js [SUBSCRIPTIONS] [TURNS]
import { readFileSync } from 'node:fs';
import WebSocket from 'ws';
import { Person } from './support/people.js';
import { startServer } from './support/server.js';

const [wanted = 2000, turns = 300] = process.argv.slice(2).map(Number);
/** What one person may have: sockets, and operations on each. */
const SOCKETS = 10;
const OPERATIONS = 20;
const IDLE = 'subscription { payoutChanged { cursor at payout { id state } } }';
const OFFERS = 'subscription { offerChanged { cursor at offer { id state } } }';

const server = await startServer();
const memory = () => Number(readFileSync(`/proc/${server.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]);
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** An open socket that runs these subscriptions; `hear` gets each message. */
async function opens(person, queries, hear = () => {}) {
  const socket = new WebSocket(server.socket, 'graphql-transport-ws');
  await new Promise((done, fail) => socket.once('open', done).once('error', fail));
  const message = (value) => socket.send(JSON.stringify(value));
  message({ type: 'connection_init', payload: { authorization: `Bearer ${person.accessToken}` } });
  await new Promise((done) => socket.once('message', done));
  socket.on('message', (text) => hear(JSON.parse(text)));
  queries.forEach((query, at) => message({ type: 'subscribe', id: String(at), payload: { query } }));
  return socket;
}

const brand = await (await Person.joins(server)).foundsBrand();
await brand.publishes(await brand.drafts());
const crowd = [];
for (let have = 0; have < wanted; have += SOCKETS * OPERATIONS) crowd.push(await Person.joins(server));
await pause(2000);

const sockets = [];
const before = memory();
for (const [at, person] of crowd.entries()) {
  for (let socket = 0; socket < SOCKETS; socket++) {
    const rest = wanted - (at * SOCKETS + socket) * OPERATIONS;
    if (rest <= 0) break;
    const failed = (message) => message.type !== 'ping' && console.error(message);
    sockets.push(await opens(person, Array(Math.min(rest, OPERATIONS)).fill(IDLE), failed));
  }
}
await pause(3000);
const each = (memory() - before) / wanted;
console.log(`${wanted} idle subscriptions on ${sockets.length} sockets: ${before} kB -> ${memory()} kB, ${each.toFixed(1)} kB each`);

const heard = new Map();
sockets.push(await opens(brand, [OFFERS], ({ payload }) => {
  if (payload?.data?.offerChanged) heard.set(payload.data.offerChanged.offer.id, performance.now());
}));
await pause(500);
const times = [];
for (let turn = 0; turn < turns; turn++) {
  const offer = await brand.drafts();
  await brand.publishes(offer);
  const answered = performance.now();
  while (!heard.has(offer)) await pause(0.2);
  times.push(heard.get(offer) - answered);
}
times.sort((one, other) => one - other);
const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1);
console.log(`answer to event over ${turns} turns: median ${at(0.5)} ms, p99 ${at(0.99)} ms, worst ${at(1)} ms`);
for (const socket of sockets) socket.terminate();
await server.stop();
