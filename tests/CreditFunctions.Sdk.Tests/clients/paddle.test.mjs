// Paddle's SDK, as its users' programs use it: only environment and key are others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError, Paddle } from '@paddle/paddle-node-sdk';
import { customer, harbour, key, limitedUrl, post, readerKey, strandedUrl, strangerKey, unique, url } from './ledger.mjs';
import { faults, proxyFor } from './proxy.mjs';

const nobody = 'ctm_01hv8wptq8987qeep44cyrewp9';
const connect = (at = url, apiKey = key) => new Paddle(apiKey, { environment: at });
const paddle = connect();
const newCustomer = () => customer(unique('ctm'));
const plain = value => JSON.parse(JSON.stringify(value));

const balance = (customerId, currencyCode, available, reserved, used) => ({ customerId, currencyCode, balance: { available, reserved, used } });

/** The call is refused with this code of Paddle's, and what else is said. */
async function refused(call, code, expected = {}) {
  await assert.rejects(call, error => {
    assert.ok(error instanceof ApiError, `${error.constructor.name}: ${error.message}`);
    for (const [name, value] of Object.entries({ code, documentationUrl: `https://developer.paddle.com/errors/shared/${code}`, ...expected })) {
      assert.deepEqual(error[name], value, `${name} of ${error.detail}`);
    }
    return true;
  });
}

test('credit is available, reserved and used', async () => {
  const id = await newCustomer();
  await harbour(id, 'default/USD');
  assert.deepEqual(plain(await paddle.customers.getCreditBalance(id)), [balance(id, 'USD', '7500', '1000', '3500')]);
});

test('a customer without credit has no balances', async () => {
  assert.deepEqual(await paddle.customers.getCreditBalance(await newCustomer()), []);
});

test('every currency has a balance, in order of its code', async () => {
  const id = await newCustomer();
  for (const [unit, amount] of [['USD', '0.10'], ['JPY', '500'], ['EUR', '3.00']]) {
    await post(id, `default/${unit}`, { type: 'grant', amount });
  }
  const expected = [balance(id, 'EUR', '300', '0', '0'), balance(id, 'JPY', '500', '0', '0'), balance(id, 'USD', '10', '0', '0')];
  assert.deepEqual(plain(await paddle.customers.getCreditBalance(id)), expected);
});

test('balances are kept to the currencies that are asked for', async () => {
  const id = await newCustomer();
  for (const unit of ['USD', 'EUR', 'GBP']) {
    await post(id, `default/${unit}`, { type: 'grant', amount: '1.00' });
  }
  const currencies = async currencyCode => (await paddle.customers.getCreditBalance(id, { currencyCode })).map(one => one.currencyCode);
  assert.deepEqual(await currencies(['EUR']), ['EUR']);
  assert.deepEqual(await currencies(['USD', 'EUR']), ['EUR', 'USD']);
  assert.deepEqual(await currencies(['SEK', 'USD']), ['USD']);
  assert.deepEqual(await currencies(['SEK']), []);
});

test('a customer is found by what Paddle calls it', async () => {
  const external = unique('ctm');
  const id = await customer(unique('own'), { external_ids: { paddle: external } });
  await post(id, 'default/USD', { type: 'grant', amount: '1.00' });
  assert.deepEqual(plain(await paddle.customers.getCreditBalance(external)), [balance(external, 'USD', '100', '0', '0')]);
});

test('reserved credit becomes used when captured and available when released', async () => {
  const id = await newCustomer();
  await post(id, 'default/USD', { type: 'grant', amount: '10.00' });
  const { reservation_id } = await post(id, 'default/USD', { type: 'reserve', amount: '6.00' });
  const amounts = async () => plain((await paddle.customers.getCreditBalance(id))[0].balance);
  assert.deepEqual(await amounts(), { available: '400', reserved: '600', used: '0' });
  await post(id, 'default/USD', { type: 'capture', reservation_id, amount: '2.00' });
  assert.deepEqual(await amounts(), { available: '400', reserved: '400', used: '200' });
  await post(id, 'default/USD', { type: 'release', reservation_id });
  assert.deepEqual(await amounts(), { available: '800', reserved: '0', used: '200' });
});

test('amounts beyond what a double holds are exact', async () => {
  const id = await newCustomer();
  await post(id, 'default/USD', { type: 'grant', amount: '92233720368547758.07' });
  assert.equal((await paddle.customers.getCreditBalance(id))[0].balance.available, '9223372036854775807');
});

test('an unknown customer is not_found', async () => {
  await refused(paddle.customers.getCreditBalance(nobody), 'not_found', { type: 'request_error', detail: `Entity ${nobody} not found`, errors: null });
});

test('a customer id that is none is bad_request', async () => {
  await refused(paddle.customers.getCreditBalance('ctm_short'), 'bad_request', { type: 'request_error' });
});

test('an unknown currency is invalid_field and names it', async () => {
  await assert.rejects(paddle.customers.getCreditBalance(await newCustomer(), { currencyCode: ['XXX'] }), error => {
    assert.ok(error instanceof ApiError);
    assert.equal(error.code, 'invalid_field');
    assert.equal(error.errors[0].field, 'currency_code');
    return true;
  });
});

test('a wrong key is invalid_token', async () => {
  await refused(connect(url, 'pdl_wrong').customers.getCreditBalance(nobody), 'invalid_token', { type: 'request_error' });
});

test('a key that may not read is forbidden', async () => {
  await refused(connect(url, strangerKey).customers.getCreditBalance(nobody), 'forbidden', { type: 'request_error' });
});

test('no key is authentication_missing, with status 403', async () => {
  const answer = await fetch(`${url}/customers/${nobody}/credit-balances`);
  assert.equal(answer.status, 403);
  const { error, meta } = await answer.json();
  assert.equal(error.code, 'authentication_missing');
  assert.equal(meta.request_id, answer.headers.get('request-id'));
});

test('a key that may only read balances reads them', async () => {
  assert.deepEqual(await connect(url, readerKey).customers.getCreditBalance(await newCustomer()), []);
});

test('what is not there is invalid_url', async () => {
  await refused(paddle.customers.generateAuthToken(nobody), 'invalid_url', { type: 'request_error' });
});

test('an adjustment cannot be made here', async () => {
  await refused(paddle.adjustments.create({ action: 'refund', type: 'full', transactionId: 'txn_01hv8wptq8987qeep44cyrewp9', reason: 'error' }), 'method_not_allowed', { type: 'request_error' });
});

test('an answer carries its request id in body and header', async () => {
  const answer = await fetch(`${url}/customers/${await newCustomer()}/credit-balances`, { headers: { authorization: `bearer ${key}` } });
  const { data, meta } = await answer.json();
  assert.deepEqual(data, []);
  assert.match(meta.request_id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.equal(answer.headers.get('request-id'), meta.request_id);
});

test('too many requests are too_many_requests and say how long to wait', async () => {
  const limited = connect(limitedUrl);
  const id = await newCustomer();
  // One a minute: of three, two are within one.
  await assert.rejects(async () => {
    for (let i = 0; i < 3; i++) {
      await limited.customers.getCreditBalance(id);
    }
  }, error => {
    assert.ok(error instanceof ApiError, error.message);
    assert.deepEqual([error.type, error.code], ['api_error', 'too_many_requests']);
    assert.ok(error.retryAfter >= 1 && error.retryAfter <= 60, `${error.retryAfter}`);
    return true;
  });
});

test('a program without its storage is an api_error', async () => {
  await assert.rejects(connect(strandedUrl).customers.getCreditBalance(nobody), error => {
    assert.ok(error instanceof ApiError, error.message);
    assert.equal(error.type, 'api_error');
    assert.ok(error.retryAfter >= 1, `${error.retryAfter}`);
    return true;
  });
});

test('a read whose answer is lost reads the same when asked again', async t => {
  const [id, proxy] = [await newCustomer(), await proxyFor(t)];
  await post(id, 'default/USD', { type: 'grant', amount: '1.00' });
  const through = connect(proxy.url);
  proxy.fail(faults.lostAnswer);
  await assert.rejects(through.customers.getCreditBalance(id));
  assert.equal((await through.customers.getCreditBalance(id))[0].balance.available, '100');
});

/** A customer with as many grants, each an adjustment; the newest first. */
async function customerWithAdjustments(count) {
  const id = await newCustomer();
  for (let i = 0; i < count; i++) {
    await post(id, 'default/USD', { type: 'grant', amount: `${i + 1}.00`, memo: `Refund ${i}` });
  }
  return id;
}

async function all(collection) {
  const items = [];
  for await (const item of collection) {
    items.push(item);
  }
  return items;
}

test('a grant of credit is an adjustment', async () => {
  const id = await customerWithAdjustments(1);
  const [one] = await all(paddle.adjustments.list({ customerId: [id] }));
  assert.match(one.id, /^adj_[a-z\d]{26}$/);
  assert.match(one.transactionId, /^txn_[a-z\d]{26}$/);
  const { action, customerId, reason, currencyCode, status, creditAppliedToBalance } = one;
  assert.deepEqual(
    { action, customerId, reason, currencyCode, status, creditAppliedToBalance },
    { action: 'credit', customerId: id, reason: 'Refund 0', currencyCode: 'USD', status: 'approved', creditAppliedToBalance: true });
  assert.equal(one.totals.total, '100');
  assert.equal(one.totals.currencyCode, 'USD');
  assert.ok(Date.parse(one.createdAt) <= Date.now());
});

test('a customer without credit has no adjustments', async () => {
  const collection = paddle.adjustments.list({ customerId: [await newCustomer()] });
  assert.deepEqual(await collection.next(), []);
  assert.deepEqual([collection.hasMore, collection.estimatedTotal], [false, 0]);
});

test('paging walks all adjustments, the newest first', async () => {
  const id = await customerWithAdjustments(7);
  const totals = (await all(paddle.adjustments.list({ customerId: [id], perPage: 3 }))).map(one => one.totals.total);
  assert.deepEqual(totals, ['700', '600', '500', '400', '300', '200', '100']);
});

test('paging walks all adjustments, the oldest first', async () => {
  const id = await customerWithAdjustments(5);
  const totals = (await all(paddle.adjustments.list({ customerId: [id], perPage: 2, orderBy: 'id[ASC]' }))).map(one => one.totals.total);
  assert.deepEqual(totals, ['100', '200', '300', '400', '500']);
});

test('a page of adjustments has ten unless told otherwise', async () => {
  const collection = paddle.adjustments.list({ customerId: [await customerWithAdjustments(11)] });
  assert.equal((await collection.next()).length, 10);
  assert.deepEqual([collection.hasMore, collection.estimatedTotal], [true, 11]);
  assert.equal((await collection.next()).length, 1);
  assert.equal(collection.hasMore, false);
});

test('paging goes on over a proxy, by the host that the client named', async t => {
  const proxy = await proxyFor(t);
  const id = await customerWithAdjustments(3);
  assert.equal((await all(connect(proxy.url).adjustments.list({ customerId: [id], perPage: 1 }))).length, 3);
  assert.ok(proxy.requests.length >= 3);
});

test('adjustments are found by id, action and status', async () => {
  const id = await customerWithAdjustments(2);
  const [newest, oldest] = await all(paddle.adjustments.list({ customerId: [id] }));
  const found = async query => (await all(paddle.adjustments.list({ customerId: [id], ...query }))).map(one => one.id);
  assert.deepEqual(await found({ id: [oldest.id] }), [oldest.id]);
  assert.deepEqual(await found({ action: 'credit', status: ['approved', 'rejected'] }), [newest.id, oldest.id]);
  assert.deepEqual(await found({ action: 'refund' }), []);
  assert.deepEqual(await found({ status: ['rejected'] }), []);
  assert.deepEqual(await found({ transactionId: [newest.transactionId] }), [newest.id]);
});

test('a voided grant is a reversed credit', async () => {
  const id = await newCustomer();
  const { grant_id } = await post(id, 'default/USD', { type: 'grant', amount: '5.00' });
  await post(id, 'default/USD', { type: 'void', grant_id });
  const reverses = (await all(paddle.adjustments.list({ customerId: [id], action: 'credit_reverse' }))).map(one => one.totals.total);
  assert.deepEqual(reverses, ['-500']);
});

test('a wrong filter of adjustments is invalid_field', async () => {
  await refused(paddle.adjustments.list({ action: 'gift' }).next(), 'invalid_field', { type: 'request_error' });
});
