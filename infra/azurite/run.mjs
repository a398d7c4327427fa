// Runs Azurite in this process until standard input closes, which also happens when whoever started it dies.
// Usage: node run.mjs [Azurite's own options]
import { createRequire } from 'node:module';

const CLOSING_TIME_MS = 5000;

process.stdin.resume();
process.stdin.once('close', () => {
  // Azurite writes its files on SIGTERM and then runs out of work; open connections must not keep it from ending.
  process.emit('SIGTERM');
  setTimeout(() => process.exit(0), CLOSING_TIME_MS).unref();
});

createRequire(import.meta.url)('azurite/dist/src/azurite.js');
