// Stripe's SDK, as its users' programs use it: only host and key are others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Stripe from 'stripe';
import { customer, entryCount, harbour, key, limitedUrl, post, readerKey, strandedUrl, strangerKey, unique, url } from './ledger.mjs';
import { faults, proxyFor } from './proxy.mjs';

const account = 'default/USD';
const metered = { type: 'applicability_scope', applicability_scope: { price_type: 'metered' } };
const { errors } = Stripe;

/** What Stripe's grants are for: consumption that is metered. */
const use = { type: 'apply', pays_for: { price_type: 'metered' } };

function connect(at = url, apiKey = key, options = {}) {
  const { hostname, port } = new URL(at);
  return new Stripe(apiKey, { host: hostname, port, protocol: 'http', ...options });
}

const stripe = connect();

const grantOf = (customer, more = {}) => ({
  customer,
  amount: { type: 'monetary', monetary: { currency: 'usd', value: 1000 } },
  applicability_config: { scope: { price_type: 'metered' } },
  ...more,
});

const usd = value => ({ monetary: { currency: 'usd', value }, type: 'monetary' });
const seconds = () => Math.floor(Date.now() / 1000);
const summary = async (customer, filter = metered) => (await stripe.billing.creditBalanceSummaries.retrieve({ customer, filter })).balances;

async function customerWithGrants(count) {
  const id = await customer();
  const grants = [];
  for (let i = 0; i < count; i++) {
    grants.unshift((await stripe.billing.creditGrants.create(grantOf(id, { name: `Grant ${i}` }))).id);
  }
  return { id, grants };
}

async function idsOf(list) {
  const ids = [];
  for await (const item of list) {
    ids.push(item.id);
  }
  return ids;
}

/** The call is refused with this class of error, status and fields. */
async function refused(call, type, expected) {
  await assert.rejects(call, error => {
    assert.ok(error instanceof type, `${error.constructor.name}: ${error.message}`);
    for (const [name, value] of Object.entries(expected)) {
      assert.equal(error[name], value, `${name} of ${error.message}`);
    }
    return true;
  });
}

test('a grant that says only what it must has the defaults', async () => {
  const id = await customer();
  const before = seconds();
  const { lastResponse, ...grant } = await stripe.billing.creditGrants.create(grantOf(id));
  assert.match(grant.id, /^credgr_/);
  assert.ok(grant.created >= before && grant.created <= seconds() + 1, `${grant.created}`);
  assert.deepEqual({ ...grant }, {
    id: grant.id,
    object: 'billing.credit_grant',
    amount: usd(1000),
    applicability_config: { scope: { price_type: 'metered' } },
    category: 'paid',
    created: grant.created,
    customer: id,
    customer_account: null,
    effective_at: grant.created,
    expires_at: null,
    livemode: grant.livemode,
    metadata: {},
    name: null,
    priority: 50,
    test_clock: null,
    updated: grant.created,
    voided_at: null,
  });
  assert.equal(typeof grant.livemode, 'boolean');
});

test('a grant keeps all that it says', async () => {
  const id = await customer();
  const [effective_at, expires_at] = [seconds() + 86400, seconds() + 864000];
  const grant = await stripe.billing.creditGrants.create(grantOf(id, {
    amount: { type: 'monetary', monetary: { currency: 'EUR', value: 1 } },
    applicability_config: { scope: { prices: [{ id: 'price_1' }, { id: 'price_2' }] } },
    category: 'promotional',
    effective_at,
    expires_at,
    metadata: { region: 'north & south', count: 3 },
    name: 'Größe [1]',
    priority: 0,
  }));
  assert.deepEqual(grant.amount, { monetary: { currency: 'eur', value: 1 }, type: 'monetary' });
  assert.deepEqual(grant.applicability_config, { scope: { prices: [{ id: 'price_1' }, { id: 'price_2' }] } });
  assert.equal(grant.category, 'promotional');
  assert.equal(grant.effective_at, effective_at);
  assert.equal(grant.expires_at, expires_at);
  assert.deepEqual(grant.metadata, { region: 'north & south', count: '3' });
  assert.equal(grant.name, 'Größe [1]');
  assert.equal(grant.priority, 0);
});

test('a grant is retrieved as it was created', async () => {
  const created = await stripe.billing.creditGrants.create(grantOf(await customer(), { name: 'Season pass', metadata: { a: 'b' } }));
  assert.equal(created.name, 'Season pass');
  assert.deepEqual(await stripe.billing.creditGrants.retrieve(created.id), created);
});

test('a grant in a currency without decimals counts whole units', async () => {
  const id = await customer();
  await stripe.billing.creditGrants.create(grantOf(id, { amount: { type: 'monetary', monetary: { currency: 'jpy', value: 500 } } }));
  assert.deepEqual((await summary(id))[0].available_balance.monetary, { currency: 'jpy', value: 500 });
});

test('expanding a customer gives the customer', async () => {
  const id = await customer(unique('cus'), { name: 'Harbour Rowing Club', email: 'desk@harbour.example' });
  const grant = await stripe.billing.creditGrants.create(grantOf(id, { expand: ['customer'] }));
  assert.equal(grant.customer.id, id);
  assert.equal(grant.customer.object, 'customer');
  assert.equal(grant.customer.name, 'Harbour Rowing Club');
});

test('a customer is found by what Stripe calls it', async () => {
  const external = unique('cus');
  const id = await customer(unique('own'), { external_ids: { stripe: external } });
  const grant = await stripe.billing.creditGrants.create(grantOf(external));
  assert.equal(grant.customer, external);
  assert.equal(await entryCount(id), 1);
  assert.equal((await summary(external))[0].available_balance.monetary.value, 1000);
});

test('an update changes expiry and metadata, pair by pair', async () => {
  const expires_at = seconds() + 86400;
  const { id } = await stripe.billing.creditGrants.create(grantOf(await customer(), { metadata: { keep: '1', change: '1', drop: '1' } }));
  const updated = await stripe.billing.creditGrants.update(id, { expires_at, metadata: { change: '2', drop: '' } });
  assert.equal(updated.expires_at, expires_at);
  assert.deepEqual(updated.metadata, { keep: '1', change: '2' });
  assert.deepEqual(await stripe.billing.creditGrants.retrieve(id), updated);
});

test('an update with an empty expiry makes a grant last for ever', async () => {
  const { id } = await stripe.billing.creditGrants.create(grantOf(await customer(), { expires_at: seconds() + 86400 }));
  assert.equal((await stripe.billing.creditGrants.update(id, { expires_at: '' })).expires_at, null);
});

test('expiring a grant ends it now and posts what was left', async () => {
  const id = await customer();
  const { id: grant } = await stripe.billing.creditGrants.create(grantOf(id));
  await post(id, account, { ...use, amount: '4.00' });
  const expired = await stripe.billing.creditGrants.expire(grant);
  assert.ok(Math.abs(expired.expires_at - seconds()) <= 2, `${expired.expires_at}`);
  assert.equal(expired.updated, expired.expires_at);
  assert.deepEqual((await summary(id))[0], { available_balance: usd(0), ledger_balance: usd(0) });
  const [last] = (await stripe.billing.creditBalanceTransactions.list({ customer: id })).data;
  assert.deepEqual(last.debit, { amount: usd(600), credits_applied: null, type: 'credits_expired' });
});

test('voiding an unused grant takes it back', async () => {
  const id = await customer();
  const { id: grant } = await stripe.billing.creditGrants.create(grantOf(id));
  const voided = await stripe.billing.creditGrants.voidGrant(grant);
  assert.ok(Math.abs(voided.voided_at - seconds()) <= 2, `${voided.voided_at}`);
  assert.deepEqual((await summary(id))[0], { available_balance: usd(0), ledger_balance: usd(0) });
  const [last] = (await stripe.billing.creditBalanceTransactions.list({ customer: id })).data;
  assert.deepEqual(last.debit, { amount: usd(1000), credits_applied: null, type: 'credits_voided' });
});

test('voiding a used grant is refused and changes nothing', async () => {
  const id = await customer();
  const { id: grant } = await stripe.billing.creditGrants.create(grantOf(id));
  await post(id, account, { ...use, amount: '0.01' });
  await refused(stripe.billing.creditGrants.voidGrant(grant), errors.StripeInvalidRequestError, { statusCode: 400, type: 'StripeInvalidRequestError' });
  assert.equal(await entryCount(id), 2);
});

test('the summary of a scope counts what is ledger and what is available', async () => {
  const id = await customer();
  await harbour(id, account);
  const { lastResponse, ...body } = await stripe.billing.creditBalanceSummaries.retrieve({ customer: id, filter: metered });
  assert.deepEqual({ ...body }, {
    object: 'billing.credit_balance_summary',
    balances: [{ available_balance: usd(7500), ledger_balance: usd(8500) }],
    customer: id,
    customer_account: null,
    livemode: body.livemode,
  });
});

test('the summary of a grant counts that grant', async () => {
  const id = await customer();
  await harbour(id, account);
  const grants = (await stripe.billing.creditGrants.list({ customer: id })).data;
  const of = {};
  for (const grant of grants) {
    const [balance] = await summary(id, { type: 'credit_grant', credit_grant: grant.id });
    of[grant.amount.monetary.value] = [balance.ledger_balance.monetary.value, balance.available_balance.monetary.value];
  }
  assert.deepEqual(of, { 10000: [8500, 7500], 5000: [0, 0], 3000: [0, 0], 2500: [0, 0] });
});

test('the summary of prices counts grants that cover them all', async () => {
  const id = await customer();
  const prices = list => ({ type: 'applicability_scope', applicability_scope: { prices: list.map(price => ({ id: price })) } });
  await stripe.billing.creditGrants.create(grantOf(id, { applicability_config: { scope: { prices: [{ id: 'price_1' }, { id: 'price_2' }] } } }));
  await stripe.billing.creditGrants.create(grantOf(id, { amount: { type: 'monetary', monetary: { currency: 'usd', value: 1 } } }));
  assert.equal((await summary(id))[0].available_balance.monetary.value, 1);
  assert.equal((await summary(id, prices(['price_1'])))[0].available_balance.monetary.value, 1001);
  assert.equal((await summary(id, prices(['price_2', 'price_1'])))[0].available_balance.monetary.value, 1001);
  assert.equal((await summary(id, prices(['price_1', 'price_3'])))[0].available_balance.monetary.value, 1);
});

test('the summary has an entry for each currency, in order', async () => {
  const id = await customer();
  for (const currency of ['usd', 'eur', 'jpy']) {
    await stripe.billing.creditGrants.create(grantOf(id, { amount: { type: 'monetary', monetary: { currency, value: 7 } } }));
  }
  assert.deepEqual((await summary(id)).map(balance => balance.available_balance.monetary), ['eur', 'jpy', 'usd'].map(currency => ({ currency, value: 7 })));
});

test('the summary of a customer without credit is empty', async () => {
  assert.deepEqual(await summary(await customer()), []);
});

test('transactions tell the story of the grants, newest first', async () => {
  const id = await customer();
  await harbour(id, account);
  const { data, object, url: path, has_more } = await stripe.billing.creditBalanceTransactions.list({ customer: id, limit: 100 });
  assert.deepEqual({ object, path, has_more }, { object: 'list', path: '/v1/billing/credit_balance_transactions', has_more: false });
  const told = data.filter(one => one.credit?.amount.monetary.value !== 3000).map(one => [(one.credit ?? one.debit).type, (one.credit ?? one.debit).amount.monetary.value]);
  assert.deepEqual(told, [
    ['credits_voided', 2500],
    ['credits_granted', 2500],
    ['credits_applied', 1500],
    ['credits_granted', 10000],
    ['credits_expired', 3000],
    ['credits_applied', 2000],
    ['credits_granted', 5000],
  ]);
});

test('a transaction of an applied credit names invoice and line', async () => {
  const id = await customer();
  const { id: grant } = await stripe.billing.creditGrants.create(grantOf(id));
  await post(id, account, { ...use, amount: '4.00', references: { invoice: 'in_1', line: 'il_1' } });
  const [listed] = (await stripe.billing.creditBalanceTransactions.list({ customer: id, limit: 1 })).data;
  const { lastResponse, ...one } = await stripe.billing.creditBalanceTransactions.retrieve(listed.id);
  assert.deepEqual({ ...one }, listed);
  assert.match(one.id, /^cbtxn_/);
  assert.deepEqual({ ...one }, {
    id: one.id,
    object: 'billing.credit_balance_transaction',
    created: one.created,
    credit: null,
    credit_grant: grant,
    debit: { amount: usd(400), credits_applied: { invoice: 'in_1', invoice_line_item: 'il_1' }, type: 'credits_applied' },
    effective_at: one.effective_at,
    livemode: one.livemode,
    test_clock: null,
    type: 'debit',
  });
});

test('a reversed application comes back as the credit of a voided invoice', async () => {
  const id = await customer();
  await stripe.billing.creditGrants.create(grantOf(id));
  const applied = await post(id, account, { ...use, amount: '4.00', references: { invoice: 'in_1', line: 'il_1' } });
  await post(id, account, { type: 'reverse', entry_id: applied.entry_id });
  const [last] = (await stripe.billing.creditBalanceTransactions.list({ customer: id })).data;
  assert.equal(last.type, 'credit');
  assert.equal(last.credit.type, 'credits_application_invoice_voided');
  assert.deepEqual(last.credit.amount, usd(400));
  assert.deepEqual(last.credit.credits_application_invoice_voided, { invoice: 'in_1', invoice_line_item: 'il_1' });
});

test('an application over two grants is a transaction of each', async () => {
  const { id, grants } = await customerWithGrants(2);
  await post(id, account, { ...use, amount: '15.00' });
  const debits = (await stripe.billing.creditBalanceTransactions.list({ customer: id })).data.filter(one => one.type === 'debit');
  assert.deepEqual(new Map(debits.map(one => [one.credit_grant, one.debit.amount.monetary.value])), new Map([[grants[0], 500], [grants[1], 1000]]));
  assert.equal(new Set(debits.map(one => one.id)).size, 2);
});

test('transactions of one grant are listed alone', async () => {
  const { id, grants } = await customerWithGrants(2);
  await post(id, account, { ...use, amount: '15.00' });
  const { data } = await stripe.billing.creditBalanceTransactions.list({ customer: id, credit_grant: grants[1] });
  assert.deepEqual(data.map(one => [one.credit_grant, one.type]), [[grants[1], 'debit'], [grants[1], 'credit']]);
});

test('expanding the grant of a transaction gives the grant', async () => {
  const { id, grants } = await customerWithGrants(1);
  const [one] = (await stripe.billing.creditBalanceTransactions.list({ customer: id, expand: ['data.credit_grant'] })).data;
  assert.equal(one.credit_grant.id, grants[0]);
  assert.equal(one.credit_grant.object, 'billing.credit_grant');
});

test('a list has ten items unless told otherwise', async () => {
  const { id, grants } = await customerWithGrants(11);
  const { lastResponse, ...list } = await stripe.billing.creditGrants.list({ customer: id });
  assert.deepEqual(list.data.map(grant => grant.id), grants.slice(0, 10));
  assert.deepEqual([list.object, list.url, list.has_more], ['list', '/v1/billing/credit_grants', true]);
});

test('auto-paging walks grants to the oldest', async () => {
  const { id, grants } = await customerWithGrants(7);
  assert.deepEqual(await idsOf(stripe.billing.creditGrants.list({ customer: id, limit: 3 })), grants);
});

test('auto-paging walks grants back to the newest', async () => {
  const { id, grants } = await customerWithGrants(8);
  const newer = await idsOf(stripe.billing.creditGrants.list({ customer: id, limit: 3, ending_before: grants.at(-1) }));
  assert.deepEqual(newer, grants.slice(0, -1).reverse());
});

test('auto-paging walks transactions both ways', async () => {
  const { id, grants } = await customerWithGrants(2);
  await post(id, account, { ...use, amount: '15.00' });
  await stripe.billing.creditGrants.expire(grants[0]);
  const all = (await stripe.billing.creditBalanceTransactions.list({ customer: id, limit: 100 })).data.map(one => one.id);
  assert.equal(all.length, 5);
  assert.deepEqual(await idsOf(stripe.billing.creditBalanceTransactions.list({ customer: id, limit: 2 })), all);
  assert.deepEqual(await idsOf(stripe.billing.creditBalanceTransactions.list({ customer: id, limit: 2, ending_before: all.at(-1) })), all.slice(0, -1).reverse());
});

test('auto-paging to an array', async () => {
  const { id, grants } = await customerWithGrants(4);
  const list = await stripe.billing.creditGrants.list({ customer: id, limit: 1 }).autoPagingToArray({ limit: 100 });
  assert.deepEqual(list.map(grant => grant.id), grants);
});

test('auto-paging walks the grants of all customers', async () => {
  const { grants: [first] } = await customerWithGrants(1);
  const { grants: [second] } = await customerWithGrants(1);
  const newest = [];
  for await (const { id } of stripe.billing.creditGrants.list({ limit: 1 })) {
    newest.push(id);
    if (id === first) {
      break;
    }
  }
  assert.ok(newest.indexOf(second) >= 0 && newest.indexOf(second) < newest.indexOf(first), newest.join());
});

test('an answer names its request and version', async () => {
  const id = await customer();
  const { lastResponse } = await stripe.billing.creditGrants.create(grantOf(id), { idempotencyKey: id });
  assert.equal(lastResponse.statusCode, 200);
  assert.match(lastResponse.requestId, /^req_/);
  assert.equal(lastResponse.apiVersion, Stripe.API_VERSION);
  assert.equal(lastResponse.idempotencyKey, id);
});

test('a wrong key is StripeAuthenticationError', async () => {
  await refused(connect(url, 'sk_test_wrong').billing.creditGrants.list(), errors.StripeAuthenticationError, { statusCode: 401 });
});

test('a key that may not read is StripePermissionError', async () => {
  await refused(connect(url, strangerKey).billing.creditGrants.list(), errors.StripePermissionError, { statusCode: 403 });
});

test('a key that may not write is StripePermissionError and writes nothing', async () => {
  const id = await customer();
  await refused(connect(url, readerKey).billing.creditGrants.create(grantOf(id)), errors.StripePermissionError, { statusCode: 403 });
  assert.equal(await entryCount(id), 0);
});

test('an unknown grant in the path is a missing resource', async () => {
  for (const call of ['retrieve', 'update', 'expire', 'voidGrant']) {
    await refused(stripe.billing.creditGrants[call]('credgr_nobody'), errors.StripeInvalidRequestError, { statusCode: 404, code: 'resource_missing', param: 'id' });
  }
  await refused(stripe.billing.creditBalanceTransactions.retrieve('cbtxn_nobody'), errors.StripeInvalidRequestError, { statusCode: 404, code: 'resource_missing', param: 'id' });
});

test('an unknown customer among the parameters is a missing resource', async () => {
  const missing = { statusCode: 400, code: 'resource_missing', param: 'customer' };
  await refused(stripe.billing.creditGrants.create(grantOf('cus_nobody')), errors.StripeInvalidRequestError, missing);
  await refused(stripe.billing.creditBalanceSummaries.retrieve({ customer: 'cus_nobody', filter: metered }), errors.StripeInvalidRequestError, missing);
});

test('a missing parameter is named', async () => {
  const id = await customer();
  const { amount, ...noAmount } = grantOf(id);
  const { applicability_config, ...noScope } = grantOf(id);
  await refused(stripe.billing.creditBalanceSummaries.retrieve({ customer: id }), errors.StripeInvalidRequestError, { statusCode: 400, code: 'parameter_missing', param: 'filter' });
  await refused(stripe.billing.creditBalanceSummaries.retrieve({ customer: id, filter: { applicability_scope: { price_type: 'metered' } } }), errors.StripeInvalidRequestError, { code: 'parameter_missing', param: 'filter[type]' });
  await refused(stripe.billing.creditGrants.create(noAmount), errors.StripeInvalidRequestError, { code: 'parameter_missing', param: 'amount' });
  await refused(stripe.billing.creditGrants.create(noScope), errors.StripeInvalidRequestError, { code: 'parameter_missing', param: 'applicability_config' });
});

test('a parameter that is not known is named', async () => {
  const id = await customer();
  await refused(stripe.billing.creditGrants.create(grantOf(id, { colour: 'red' })), errors.StripeInvalidRequestError, { statusCode: 400, code: 'parameter_unknown', param: 'colour' });
  await refused(stripe.billing.creditGrants.list({ customer: id, colour: 'red' }), errors.StripeInvalidRequestError, { statusCode: 400, code: 'parameter_unknown', param: 'colour' });
});

test('an amount that is no positive integer is refused', async () => {
  const id = await customer();
  for (const value of ['ten', '1.5']) {
    await refused(
      stripe.billing.creditGrants.create(grantOf(id, { amount: { type: 'monetary', monetary: { currency: 'usd', value } } })),
      errors.StripeInvalidRequestError, { statusCode: 400, code: 'parameter_invalid_integer', param: 'amount[monetary][value]' });
  }
  for (const value of [0, -5]) {
    await refused(stripe.billing.creditGrants.create(grantOf(id, { amount: { type: 'monetary', monetary: { currency: 'usd', value } } })), errors.StripeInvalidRequestError, { statusCode: 400, param: 'amount[monetary][value]' });
  }
  assert.equal(await entryCount(id), 0);
});

test('two cursors, unknown cursors and limits out of bounds are refused', async () => {
  const { id, grants: [a, b] } = await customerWithGrants(2);
  const list = more => stripe.billing.creditGrants.list({ customer: id, ...more });
  await refused(list({ starting_after: a, ending_before: b }), errors.StripeInvalidRequestError, { statusCode: 400 });
  await refused(list({ starting_after: 'credgr_nobody' }), errors.StripeInvalidRequestError, { statusCode: 400, code: 'resource_missing', param: 'starting_after' });
  for (const limit of [0, 101, 'ten']) {
    await refused(list({ limit }), errors.StripeInvalidRequestError, { statusCode: 400, param: 'limit' });
  }
});

test('what is not there is StripeInvalidRequestError', async () => {
  await refused(stripe.rawRequest('GET', '/v1/billing/nothing'), errors.StripeInvalidRequestError, { statusCode: 404 });
  await refused(stripe.rawRequest('POST', '/v1/nothing', {}), errors.StripeInvalidRequestError, { statusCode: 404 });
});

test('too many requests are StripeRateLimitError', async () => {
  const limited = connect(limitedUrl);
  // One a minute: of three, two are within one.
  await refused((async () => {
    for (let i = 0; i < 3; i++) {
      await limited.billing.creditGrants.list({ limit: 1 });
    }
  })(), errors.StripeRateLimitError, { statusCode: 429 });
});

test('a program without its storage is StripeAPIError', async () => {
  await refused(connect(strandedUrl, key, { maxNetworkRetries: 0 }).billing.creditGrants.list(), errors.StripeAPIError, { statusCode: 503, rawType: 'api_error' });
});

test('one key, one grant', async () => {
  const id = await customer();
  const options = { idempotencyKey: unique('key') };
  const first = await stripe.billing.creditGrants.create(grantOf(id), options);
  const second = await stripe.billing.creditGrants.create(grantOf(id), options);
  assert.deepEqual(second, first);
  assert.equal(second.lastResponse.headers['idempotent-replayed'], 'true');
  assert.equal(await entryCount(id), 1);
});

test('one key, two requests is StripeIdempotencyError', async () => {
  const id = await customer();
  const options = { idempotencyKey: unique('key') };
  await stripe.billing.creditGrants.create(grantOf(id), options);
  await refused(stripe.billing.creditGrants.create(grantOf(id, { name: 'Other' }), options), errors.StripeIdempotencyError, { statusCode: 400 });
  assert.equal(await entryCount(id), 1);
});

test('one key for two customers is StripeIdempotencyError', async () => {
  const [first, second] = [await customer(), await customer()];
  const options = { idempotencyKey: unique('key') };
  await stripe.billing.creditGrants.create(grantOf(first), options);
  await refused(stripe.billing.creditGrants.create(grantOf(second), options), errors.StripeIdempotencyError, { statusCode: 400 });
  assert.equal(await entryCount(second), 0);
});

test('five requests at once with one key make one grant', async () => {
  const id = await customer();
  const options = { idempotencyKey: unique('key') };
  const grants = await Promise.all(Array.from({ length: 5 }, () => stripe.billing.creditGrants.create(grantOf(id), options)));
  assert.equal(new Set(grants.map(grant => grant.id)).size, 1);
  assert.equal(await entryCount(id), 1);
});

/** Creates a grant over a network with these faults: it is there once, and is the one the client was told of. */
async function createsOnce(t, ...plan) {
  const [id, proxy] = [await customer(), await proxyFor(t)];
  proxy.fail(...plan);
  const grant = await connect(proxy.url).billing.creditGrants.create(grantOf(id));
  assert.equal(await entryCount(id), 1);
  assert.deepEqual((await stripe.billing.creditGrants.list({ customer: id })).data.map(one => one.id), [grant.id]);
  assert.equal(proxy.requests.length, plan.length + 1);
  assert.equal(new Set(proxy.requests.map(request => request.headers['idempotency-key'])).size, 1);
}

/** Changes a grant over a network that loses the first answer: one entry more. */
async function changesOnce(t, change) {
  const [{ id, grants: [grant] }, proxy] = [await customerWithGrants(1), await proxyFor(t)];
  proxy.fail(faults.lostAnswer);
  const changed = await change(connect(proxy.url).billing.creditGrants, grant);
  assert.equal(proxy.requests.length, 2);
  assert.equal(await entryCount(id), 2);
  assert.deepEqual({ ...await stripe.billing.creditGrants.retrieve(grant) }, { ...changed });
}

test('a create whose answer is lost makes one grant', t => createsOnce(t, faults.lostAnswer));

test('a create whose answer is lost twice makes one grant', t => createsOnce(t, faults.lostAnswer, faults.lostAnswer));

test('a create that is reset makes one grant', t => createsOnce(t, faults.reset));

test('a create that meets a 500 makes one grant', t => createsOnce(t, faults.status(500)));

test('a create that is reset and then loses its answer makes one grant', t => createsOnce(t, faults.reset, faults.lostAnswer));

test('an update whose answer is lost is done once', t => changesOnce(t, (grants, id) => grants.update(id, { metadata: { a: 'b' } })));

test('an expiry whose answer is lost is done once', t => changesOnce(t, (grants, id) => grants.expire(id)));

test('a void whose answer is lost is done once', t => changesOnce(t, (grants, id) => grants.voidGrant(id)));

test('a network that stays broken is StripeConnectionError and writes nothing', async t => {
  const [id, proxy] = [await customer(), await proxyFor(t)];
  proxy.fail(...Array.from({ length: 3 }, () => faults.reset));
  await refused(connect(proxy.url).billing.creditGrants.create(grantOf(id)), errors.StripeConnectionError, {});
  assert.equal(await entryCount(id), 0);
});
