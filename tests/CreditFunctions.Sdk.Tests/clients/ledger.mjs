// The service's own API: how a test brings about what an SDK is to see.
import { randomUUID } from 'node:crypto';

export const url = process.env.CREDITS_URL;
/** The same storage, served with a limit of one request a minute in each dialect. */
export const limitedUrl = process.env.CREDITS_LIMITED_URL;
/** Served without reach of its storage. */
export const strandedUrl = process.env.CREDITS_STRANDED_URL;

/** May do everything. */
export const key = process.env.CREDITS_KEY;
/** May read balances, and nothing else. */
export const readerKey = process.env.CREDITS_READER_KEY;
/** May not even read balances. */
export const strangerKey = process.env.CREDITS_STRANGER_KEY;

/** An id nobody else has: the prefix, `_`, and 26 of a-z and 0-9. */
export const unique = prefix => `${prefix}_${randomUUID().replaceAll('-', '').slice(0, 26)}`;

/** Sends a request; the answer's JSON. Throws on a refusal. */
export async function call(method, path, body) {
  const answer = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(`${method} ${path} was answered ${answer.status} ${text}`);
  }
  return JSON.parse(text);
}

/** Makes a customer; its id. */
export async function customer(id = unique('cus'), details = {}) {
  await call('PUT', `/api/customers/${id}`, details);
  return id;
}

/** Makes an entitlement of its own unit; its id. */
export async function entitlement(id, details) {
  await call('PUT', `/api/entitlements/${id}`, details);
  return id;
}

/** Posts a command to an account such as `default/USD`; its entry. */
export async function post(customer, account, command) {
  const { entries } = await call('POST', `/api/customers/${customer}/credits/${account}/entries`, command);
  return entries.at(-1);
}

/** How many entries a customer has in all its accounts. */
export async function entryCount(customer) {
  const { accounts } = await call('GET', `/api/customers/${customer}/credits`);
  let count = 0;
  for (const { entitlement, unit } of accounts) {
    const { entries, next_cursor } = await call('GET', `/api/customers/${customer}/credits/${entitlement}/${unit}/entries?limit=100`);
    if (next_cursor) {
      throw new Error('More entries than a test should make.');
    }
    count += entries.length;
  }
  return count;
}

/**
 * The Harbour Rowing Club: of 100.00 paid, 15.00 are applied and 10.00 reserved; of 50.00 promotional, 20.00 were applied before the rest expired; 30.00 are yet to become effective;
 * 25.00 were voided. 75.00 is available. The grants' ids, by what became of them.
 */
export async function harbour(customer, account) {
  const expired = await post(customer, account, { type: 'grant', amount: '50.00', category: 'promotional', expires_at: '2100-01-01T00:00:00Z' });
  await post(customer, account, { type: 'apply', amount: '20.00', references: { invoice: 'in_1', line: 'il_1' } });
  await post(customer, account, { type: 'expire', grant_id: expired.grant_id });
  const used = await post(customer, account, { type: 'grant', amount: '100.00', name: 'Season pass' });
  await post(customer, account, { type: 'apply', amount: '15.00', memo: 'Lane hire', references: { invoice: 'in_2', line: 'il_2' } });
  await post(customer, account, { type: 'reserve', amount: '10.00' });
  const pending = await post(customer, account, { type: 'grant', amount: '30.00', effective_at: '2100-01-01T00:00:00Z' });
  const voided = await post(customer, account, { type: 'grant', amount: '25.00' });
  await post(customer, account, { type: 'void', grant_id: voided.grant_id });
  return { used: used.grant_id, expired: expired.grant_id, pending: pending.grant_id, voided: voided.grant_id };
}
