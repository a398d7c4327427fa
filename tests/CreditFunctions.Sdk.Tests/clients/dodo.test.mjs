// Dodo Payments' SDK, as its users' programs use it: only base URL and key are others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import DodoPayments from 'dodopayments';
import { customer, entitlement, entryCount, harbour, key, limitedUrl, post, readerKey, strandedUrl, strangerKey, unique, url } from './ledger.mjs';
import { faults, proxyFor } from './proxy.mjs';

const connect = (baseURL = url, bearerToken = key, options = {}) => new DodoPayments({ bearerToken, baseURL, ...options });
const dodo = connect();
const { balances } = dodo.creditEntitlements;

/** A customer and an entitlement of hours with two decimals, in which it has had nothing. */
async function newAccount(details = {}) {
  const [id, pool] = [await customer(), unique('cde')];
  await entitlement(pool, { name: 'Lane hours', unit: 'hours', precision: 2, draw_order: 'fifo', ...details });
  return { id, pool };
}

const entry = (pool, entry_type, amount, more = {}) => ({ credit_entitlement_id: pool, entry_type, amount, ...more });
const credit = ({ id, pool }, amount, more) => balances.createLedgerEntry(id, entry(pool, 'credit', amount, more));
const debit = ({ id, pool }, amount, more) => balances.createLedgerEntry(id, entry(pool, 'debit', amount, more));
const balanceOf = ({ id, pool }) => balances.retrieve(id, { credit_entitlement_id: pool });

async function all(list) {
  const items = [];
  for await (const item of list) {
    items.push(item);
  }
  return items;
}

/** The call is refused with this class of error and code. */
async function refused(call, type, code) {
  await assert.rejects(call, error => {
    assert.ok(error instanceof type, `${error.constructor.name}: ${error.message}`);
    assert.equal(error.error.code, code, error.message);
    assert.equal(typeof error.error.message, 'string');
    return true;
  });
}

test('a credit makes a grant', async () => {
  const account = await newAccount();
  const made = await credit(account, '100.50', { reason: 'Winter promo', metadata: { source: 'promo' } });
  assert.ok(made.id.length > 0 && made.grant_id.length > 0);
  assert.ok(Math.abs(Date.parse(made.created_at) - Date.now()) < 10_000, made.created_at);
  assert.deepEqual(made, {
    id: made.id,
    amount: '100.5',
    balance_before: '0',
    balance_after: '100.5',
    overage_before: '0',
    overage_after: '0',
    created_at: made.created_at,
    credit_entitlement_id: account.pool,
    customer_id: account.id,
    entry_type: 'credit',
    is_credit: true,
    metadata: { source: 'promo' },
    grant_id: made.grant_id,
    reason: 'Winter promo',
  });
});

test('numbers and truth values of metadata come back as texts', async () => {
  const { metadata } = await credit(await newAccount(), '1', { metadata: { source: 'promo', tries: 2, share: 0.5, first: true } });
  assert.deepEqual(metadata, { source: 'promo', tries: '2', share: '0.5', first: 'true' });
});

test('a debit consumes credit', async () => {
  const account = await newAccount();
  await credit(account, '10');
  const { balance_before, balance_after, is_credit, entry_type, amount, reason } = await debit(account, '2.25', { reason: 'Lane hire' });
  assert.deepEqual(
    { balance_before, balance_after, is_credit, entry_type, amount, reason },
    { balance_before: '10', balance_after: '7.75', is_credit: false, entry_type: 'debit', amount: '2.25', reason: 'Lane hire' });
});

test('a debit consumes the oldest grant first', async () => {
  const account = await newAccount();
  const oldest = await credit(account, '5');
  const newest = await credit(account, '5', { expires_at: '2100-01-01T00:00:00Z' });
  await debit(account, '6');
  const grants = await all(balances.listGrants(account.id, { credit_entitlement_id: account.pool, page_number: 0 }));
  assert.deepEqual(grants.map(grant => [grant.id, grant.remaining_amount]), [[newest.grant_id, '4'], [oldest.grant_id, '0']]);
});

test('a debit above the balance is BadRequestError and writes nothing', async () => {
  const account = await newAccount();
  await credit(account, '1');
  await refused(debit(account, '1.01'), DodoPayments.BadRequestError, 'INSUFFICIENT_CREDIT_BALANCE');
  assert.equal(await entryCount(account.id), 1);
});

test('a debit above the balance is overage where the entitlement allows it', async () => {
  const account = await newAccount({ overage: 'carry' });
  await credit(account, '10');
  const made = await debit(account, '14');
  assert.deepEqual([made.balance_after, made.overage_before, made.overage_after], ['0', '0', '4']);
  const { balance, overage } = await balanceOf(account);
  assert.deepEqual([balance, overage], ['0', '4']);
});

test('a balance says what can be spent', async () => {
  const account = await newAccount();
  await harbour(account.id, `${account.pool}/hours`);
  const read = await balanceOf(account);
  for (const time of [read.created_at, read.updated_at, read.last_transaction_at]) {
    assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  }
  assert.deepEqual(read, {
    id: read.id,
    customer_id: account.id,
    credit_entitlement_id: account.pool,
    balance: '75',
    overage: '0',
    created_at: read.created_at,
    updated_at: read.updated_at,
    last_transaction_at: read.last_transaction_at,
  });
});

test('a customer is found by what Dodo calls it', async () => {
  const { pool } = await newAccount();
  const external = unique('cus');
  await customer(unique('own'), { external_ids: { dodo: external } });
  assert.equal((await credit({ id: external, pool }, '1')).customer_id, external);
  assert.equal((await balanceOf({ id: external, pool })).customer_id, external);
});

test('balances of an entitlement are listed', async () => {
  const account = await newAccount();
  const other = { id: await customer(), pool: account.pool };
  await credit(account, '1');
  await credit(other, '2');
  const listed = await all(balances.list(account.pool, { page_number: 0 }));
  assert.deepEqual(new Map(listed.map(one => [one.customer_id, one.balance])), new Map([[account.id, '1'], [other.id, '2']]));
  const filtered = await all(balances.list(account.pool, { customer_id: other.id, page_number: 0 }));
  assert.deepEqual(filtered, [await balanceOf(other)]);
  assert.deepEqual(await all(balances.list(account.pool, { customer_id: 'cus_nobody', page_number: 0 })), []);
});

test('the ledger tells what happened, newest first', async () => {
  const account = await newAccount();
  await harbour(account.id, `${account.pool}/hours`);
  const lines = await all(balances.listLedger(account.id, { credit_entitlement_id: account.pool, page_number: 0 }));
  assert.deepEqual(
    lines.filter(line => line.amount !== '30' || line.transaction_type !== 'credit_added').map(line => [line.transaction_type, line.is_credit, line.amount, line.balance_before, line.balance_after]),
    [
      ['manual_adjustment', false, '25', '100', '75'],
      ['credit_added', true, '25', '75', '100'],
      ['credit_deducted', false, '10', '85', '75'],
      ['credit_deducted', false, '15', '100', '85'],
      ['credit_added', true, '100', '0', '100'],
      ['credit_expired', false, '30', '30', '0'],
      ['credit_deducted', false, '20', '50', '30'],
      ['credit_added', true, '50', '0', '50'],
    ]);
  const hire = lines.find(line => line.amount === '15');
  assert.equal(hire.description, 'Lane hire');
  for (const name of ['business_id', 'brand_id', 'id', 'overage_before', 'overage_after', 'created_at']) {
    assert.equal(typeof hire[name], 'string', name);
  }
  assert.deepEqual([hire.customer_id, hire.credit_entitlement_id, hire.metadata], [account.id, account.pool, {}]);
});

test('the ledger is kept to a type and to dates', async () => {
  const account = await newAccount();
  await credit(account, '5');
  await debit(account, '1');
  const kept = async query => (await all(balances.listLedger(account.id, { credit_entitlement_id: account.pool, page_number: 0, ...query }))).map(line => line.amount);
  assert.deepEqual(await kept({ transaction_type: 'credit_deducted' }), ['1']);
  assert.deepEqual(await kept({ transaction_type: 'rollover_forfeited' }), []);
  assert.deepEqual(await kept({ start_date: '2020-01-01', end_date: '2100-01-01T00:00:00Z' }), ['1', '5']);
  assert.deepEqual(await kept({ end_date: '2020-01-01' }), []);
  assert.deepEqual(await kept({ start_date: '2100-01-01' }), []);
});

test('grants are listed by what became of them', async () => {
  const account = await newAccount();
  const { used, expired, voided } = await harbour(account.id, `${account.pool}/hours`);
  const grants = async query => (await all(balances.listGrants(account.id, { credit_entitlement_id: account.pool, page_number: 0, ...query }))).map(one => [one.initial_amount, one.remaining_amount]);
  assert.ok(used && expired && voided);
  assert.deepEqual(await grants({ status: 'active' }), [['100', '75']]);
  assert.deepEqual(await grants({ status: 'expired' }), [['50', '0']]);
  assert.deepEqual(await grants({ status: 'depleted' }), [['25', '0']]);
  assert.deepEqual(await grants({}), [['25', '0'], ['100', '75'], ['50', '0']]);
});

test('a grant tells its terms', async () => {
  const account = await newAccount();
  const made = await credit(account, '5', { expires_at: '2100-01-01T00:00:00Z', metadata: { a: 'b' } });
  const [grant] = await all(balances.listGrants(account.id, { credit_entitlement_id: account.pool, page_number: 0 }));
  assert.equal(Date.parse(grant.expires_at), Date.parse('2100-01-01T00:00:00Z'));
  const { id, initial_amount, remaining_amount, source_type, is_expired, is_rolled_over, rollover_count, parent_grant_id, metadata } = grant;
  assert.deepEqual(
    { id, initial_amount, remaining_amount, source_type, is_expired, is_rolled_over, rollover_count, parent_grant_id, metadata },
    { id: made.grant_id, initial_amount: '5', remaining_amount: '5', source_type: 'api', is_expired: false, is_rolled_over: false, rollover_count: 0, parent_grant_id: null, metadata: { a: 'b' } });
});

test('auto-paging from page 0 walks everything once', async () => {
  const account = await newAccount();
  for (let i = 1; i <= 6; i++) {
    await credit(account, `${i}`);
  }
  const newestFirst = ['6', '5', '4', '3', '2', '1'];
  const page = { credit_entitlement_id: account.pool, page_number: 0, page_size: 2 };
  assert.deepEqual((await all(balances.listLedger(account.id, page))).map(line => line.amount), newestFirst);
  assert.deepEqual((await all(balances.listGrants(account.id, page))).map(grant => grant.initial_amount), newestFirst);
});

test('a page has ten items unless told otherwise', async () => {
  const account = await newAccount();
  for (let i = 1; i <= 11; i++) {
    await credit(account, `${i}`);
  }
  const page = page_number => balances.listGrants(account.id, { credit_entitlement_id: account.pool, page_number });
  assert.equal((await page(0)).items.length, 10);
  assert.deepEqual((await page(1)).items.map(grant => grant.initial_amount), ['1']);
  assert.deepEqual((await page(2)).items, []);
});

test('balances are paged', async () => {
  const account = await newAccount();
  const ids = [account.id, await customer(), await customer()];
  for (const id of ids) {
    await credit({ id, pool: account.pool }, '1');
  }
  const listed = (await all(balances.list(account.pool, { page_number: 0, page_size: 1 }))).map(one => one.customer_id);
  assert.deepEqual(listed, ids.reverse());
});

test('a customer lists its entitlements', async () => {
  const account = await newAccount();
  await credit(account, '7.5');
  const { items } = await dodo.customers.listCreditEntitlements(account.id);
  const [{ description, ...one }] = items;
  assert.equal(items.length, 1);
  assert.deepEqual(one, { balance: '7.5', credit_entitlement_id: account.pool, name: 'Lane hours', overage: '0', unit: 'hours' });
});

test('an entitlement is created, read, listed, changed, deleted and undeleted', async () => {
  const { creditEntitlements } = dodo;
  const made = await creditEntitlements.create({ name: 'Tokens', unit: 'tokens', precision: 3, overage_enabled: false, rollover_enabled: false, expires_after_days: 30 });
  assert.deepEqual(
    [made.name, made.unit, made.precision, made.overage_enabled, made.rollover_enabled, made.expires_after_days, made.overage_limit, made.currency],
    ['Tokens', 'tokens', 3, false, false, 30, null, null]);
  assert.deepEqual(await creditEntitlements.retrieve(made.id), made);
  assert.equal((await creditEntitlements.list()).items[0].id, made.id);
  await creditEntitlements.update(made.id, { name: 'Coins', expires_after_days: null });
  const changed = await creditEntitlements.retrieve(made.id);
  assert.deepEqual([changed.name, changed.unit, changed.expires_after_days], ['Coins', 'tokens', null]);
  await creditEntitlements.delete(made.id);
  await refused(creditEntitlements.retrieve(made.id), DodoPayments.NotFoundError, 'NOT_FOUND');
  assert.ok((await creditEntitlements.list({ deleted: true })).items.some(one => one.id === made.id));
  await creditEntitlements.undelete(made.id);
  assert.equal((await creditEntitlements.retrieve(made.id)).name, 'Coins');
});

test('an entitlement of the SDK holds credit', async () => {
  const { id: pool } = await dodo.creditEntitlements.create({ name: 'Tokens', unit: 'tokens', precision: 3, overage_enabled: false, rollover_enabled: false });
  const account = { id: await customer(), pool };
  assert.equal((await credit(account, '1.125')).balance_after, '1.125');
  assert.equal((await balanceOf(account)).balance, '1.125');
});

test('a wrong key is AuthenticationError', async () => {
  await refused(connect(url, 'wrong').creditEntitlements.list(), DodoPayments.AuthenticationError, 'UNAUTHORIZED');
});

test('a key that may not read is PermissionDeniedError', async () => {
  const account = await newAccount();
  await refused(connect(url, strangerKey).creditEntitlements.balances.retrieve(account.id, { credit_entitlement_id: account.pool }), DodoPayments.PermissionDeniedError, 'FORBIDDEN');
});

test('a key that may not write is PermissionDeniedError and writes nothing', async () => {
  const account = await newAccount();
  await refused(connect(url, readerKey).creditEntitlements.balances.createLedgerEntry(account.id, entry(account.pool, 'credit', '1')), DodoPayments.PermissionDeniedError, 'FORBIDDEN');
  assert.equal(await entryCount(account.id), 0);
});

test('what is not there is NotFoundError', async () => {
  const account = await newAccount();
  const nowhere = { credit_entitlement_id: 'cde_nobody' };
  await refused(balanceOf(account), DodoPayments.NotFoundError, 'NOT_FOUND');
  await refused(balances.retrieve(account.id, nowhere), DodoPayments.NotFoundError, 'NOT_FOUND');
  await refused(balances.list('cde_nobody'), DodoPayments.NotFoundError, 'NOT_FOUND');
  await refused(credit({ ...account, pool: 'cde_nobody' }, '1'), DodoPayments.NotFoundError, 'NOT_FOUND');
  await refused(credit({ ...account, id: 'cus_nobody' }, '1'), DodoPayments.NotFoundError, 'NOT_FOUND');
  await refused(dodo.customers.listCreditEntitlements('cus_nobody'), DodoPayments.NotFoundError, 'NOT_FOUND');
  await refused(dodo.get(`/credit-entitlements/${account.pool}/nothing`), DodoPayments.NotFoundError, 'NOT_FOUND');
});

test('a page that cannot be is UnprocessableEntityError', async () => {
  const account = await newAccount();
  await credit(account, '1');
  for (const query of [{ page_size: 101 }, { page_size: -1 }, { page_number: -1 }, { page_number: 'one' }, { transaction_type: 'gift' }]) {
    await refused(balances.listLedger(account.id, { credit_entitlement_id: account.pool, ...query }), DodoPayments.UnprocessableEntityError, 'INVALID_QUERY_PARAMS');
  }
});

test('an amount that cannot be is refused', async () => {
  const account = await newAccount();
  for (const amount of ['0', '-1', '1.001', 'ten', '1e3', '']) {
    await assert.rejects(credit(account, amount), error => error instanceof DodoPayments.BadRequestError || error instanceof DodoPayments.UnprocessableEntityError, amount);
  }
  assert.equal(await entryCount(account.id), 0);
});

test('a debit that expires is UnprocessableEntityError', async () => {
  const account = await newAccount();
  await credit(account, '1');
  await assert.rejects(debit(account, '1', { expires_at: '2100-01-01T00:00:00Z' }), DodoPayments.UnprocessableEntityError);
});

test('too many requests are RateLimitError', async () => {
  const limited = connect(limitedUrl, key, { maxRetries: 0 });
  // One a minute: of three, two are within one.
  await refused((async () => {
    for (let i = 0; i < 3; i++) {
      await limited.creditEntitlements.list();
    }
  })(), DodoPayments.RateLimitError, 'TOO_MANY_REQUESTS');
});

test('a program without its storage is InternalServerError', async () => {
  await assert.rejects(connect(strandedUrl, key, { maxRetries: 0 }).creditEntitlements.list(), error => {
    assert.ok(error instanceof DodoPayments.InternalServerError, error.message);
    assert.deepEqual([error.status, typeof error.error.code, typeof error.error.message], [503, 'string', 'string']);
    return true;
  });
});

test('an idempotency key that was used is ConflictError at the first try', async t => {
  const [account, proxy] = [await newAccount(), await proxyFor(t)];
  const body = entry(account.pool, 'credit', '1', { idempotency_key: unique('key') });
  await balances.createLedgerEntry(account.id, body);
  await refused(connect(proxy.url).creditEntitlements.balances.createLedgerEntry(account.id, body), DodoPayments.ConflictError, 'IDEMPOTENCY_KEY_ALREADY_EXISTS');
  assert.equal(proxy.requests.length, 1);
  assert.equal(await entryCount(account.id), 1);
});

test('a keyed entry whose answer is lost is written once, and the client learns that it is there', async t => {
  const [account, proxy] = [await newAccount(), await proxyFor(t)];
  proxy.fail(faults.lostAnswer);
  const body = entry(account.pool, 'credit', '1', { idempotency_key: unique('key') });
  await refused(connect(proxy.url).creditEntitlements.balances.createLedgerEntry(account.id, body), DodoPayments.ConflictError, 'IDEMPOTENCY_KEY_ALREADY_EXISTS');
  assert.equal(await entryCount(account.id), 1);
});

test('of five entries at once with one key one is written', async () => {
  const account = await newAccount();
  const key = { idempotency_key: unique('key') };
  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => credit(account, '1', key)));
  assert.equal(outcomes.filter(one => one.status === 'fulfilled').length, 1);
  for (const { reason } of outcomes.filter(one => one.status === 'rejected')) {
    assert.ok(reason instanceof DodoPayments.ConflictError, reason.message);
  }
  assert.equal(await entryCount(account.id), 1);
});

/** Writes an entry with a key over a network with faults that keep it from the program: it is written once. */
async function writesOnce(t, ...plan) {
  const [account, proxy] = [await newAccount(), await proxyFor(t)];
  proxy.fail(...plan);
  const made = await connect(proxy.url).creditEntitlements.balances.createLedgerEntry(account.id, entry(account.pool, 'credit', '1', { idempotency_key: unique('key') }));
  assert.equal(made.balance_after, '1');
  assert.equal(proxy.requests.length, plan.length + 1);
  assert.equal(await entryCount(account.id), 1);
}

test('a keyed entry that is reset is written once', t => writesOnce(t, faults.reset));

test('a keyed entry that meets a 500 is written once', t => writesOnce(t, faults.status(500)));

test('a keyed entry that meets a 503 and a reset is written once', t => writesOnce(t, faults.status(503), faults.reset));

test('a read whose answer is lost is read again', async t => {
  const [account, proxy] = [await newAccount(), await proxyFor(t)];
  await credit(account, '1');
  proxy.fail(faults.lostAnswer);
  assert.deepEqual(await connect(proxy.url).creditEntitlements.balances.retrieve(account.id, { credit_entitlement_id: account.pool }), await balanceOf(account));
});
