// A network that fails on demand: it stands between an SDK and the program.
import http from 'node:http';
import { url } from './ledger.mjs';

/** What may happen to one request. */
export const faults = {
  /** The connection breaks before the program has heard of it. */
  reset: 'reset',
  /** The program does it, and its answer is lost. */
  lostAnswer: 'lostAnswer',
  /** Something between answers this status, and the program never hears of it. */
  status: code => code,
};

/**
 * Starts one for a test, which closes it. `proxy.fail(...)` says what happens to the next requests, one each; `proxy.requests` are those that came, with the status of
 * the answer the program gave, if it was asked.
 */
export async function proxyFor(test) {
  const planned = [];
  const requests = [];
  const server = http.createServer(async (incoming, outgoing) => {
    const fault = planned.shift();
    const request = { method: incoming.method, path: incoming.url, headers: incoming.headers };
    requests.push(request);
    const body = await read(incoming);
    if (fault === faults.reset) {
      incoming.socket.destroy();
    } else if (typeof fault === 'number') {
      outgoing.writeHead(fault, { 'content-type': 'application/json' }).end('{"error":{"type":"api_error","message":"The network failed."}}');
    } else {
      const answer = await forward(request, body);
      request.status = answer.statusCode;
      const content = await read(answer);
      if (fault === faults.lostAnswer) {
        incoming.socket.destroy();
      } else {
        outgoing.writeHead(answer.statusCode, answer.rawHeaders).end(content);
      }
    }
  });
  await new Promise(listening => server.listen(0, '127.0.0.1', listening));
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address();
  return { host: '127.0.0.1', port, url: `http://127.0.0.1:${port}`, requests, fail: (...kinds) => planned.push(...kinds) };
}

function forward({ method, path, headers }, body) {
  return new Promise((answered, failed) => {
    // The host as the client named it: what the program builds of it must come back here.
    const request = http.request(url + path, { method, headers, agent: false }, answered);
    request.once('error', failed);
    request.end(body);
  });
}

async function read(stream) {
  const pieces = [];
  for await (const piece of stream) {
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
