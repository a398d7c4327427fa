// The other tests rely on the network that fails on demand: what it does is shown here without an SDK.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customer, entryCount, key, post } from './ledger.mjs';
import { faults, proxyFor } from './proxy.mjs';

const account = 'default/USD';

function grantThrough(proxy, id) {
  return fetch(`${proxy.url}/api/customers/${id}/credits/${account}/entries`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: '{"type":"grant","amount":"1.00"}',
  });
}

async function customerWithGrant() {
  const id = await customer();
  await post(id, account, { type: 'grant', amount: '1.00' });
  return id;
}

test('proxy without a fault passes requests and answers on', async t => {
  const proxy = await proxyFor(t);
  const id = await customerWithGrant();
  const answer = await grantThrough(proxy, id);
  assert.equal(answer.status, 201);
  assert.equal((await answer.json()).entries[0].amount, '1.00');
  assert.equal(await entryCount(id), 2);
});

test('proxy that resets keeps the request from the program', async t => {
  const proxy = await proxyFor(t);
  const id = await customerWithGrant();
  proxy.fail(faults.reset);
  await assert.rejects(grantThrough(proxy, id));
  assert.equal(await entryCount(id), 1);
});

test('proxy that answers itself keeps the request from the program', async t => {
  const proxy = await proxyFor(t);
  const id = await customerWithGrant();
  proxy.fail(faults.status(503));
  assert.equal((await grantThrough(proxy, id)).status, 503);
  assert.equal(await entryCount(id), 1);
});

test('proxy that loses the answer lets the program do the work', async t => {
  const proxy = await proxyFor(t);
  const id = await customerWithGrant();
  proxy.fail(faults.lostAnswer);
  await assert.rejects(grantThrough(proxy, id));
  assert.equal(proxy.requests[0].status, 201);
  assert.equal(await entryCount(id), 2);
});
