// 演示城区 — one demo for the whole run, on free loopback ports, with data of its own.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = process.env.ANJU_BIN ?? fileURLToPath(new URL('../../target/debug/anju', import.meta.url));
/** A debug build on a busy machine takes its time. */
const PATIENCE_MS = 150_000;

let running;

/** Two ports that nobody listens on; both are held until both are known. */
async function freePorts() {
  const held = await Promise.all([0, 0].map(() => new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  })));
  const ports = held.map((server) => server.address().port);
  await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function begin() {
  const [port, simPort] = await freePorts();
  const data = await mkdtemp(join(tmpdir(), 'anju-journeys-'));
  const child = spawn(PROGRAM, ['demo', '--port', port, '--sim-port', simPort, '--data', data].map(String), { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const ready = new Promise((resolve, reject) => {
    const hear = (bytes) => {
      said += bytes;
      if (said.includes('准备好了')) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', (why) => reject(new Error(`${PROGRAM} does not start: ${why.message}`)));
    child.once('exit', (code) => reject(new Error(`the demo ended (${code}) before it was ready:\n${said}`)));
    setTimeout(() => reject(new Error(`the demo was not ready in ${PATIENCE_MS} ms:\n${said}`)), PATIENCE_MS).unref();
  });
  // Whatever ends the run ends the demo, too.
  process.once('exit', () => child.kill('SIGKILL'));
  await ready;
  return { url: `http://127.0.0.1:${port}`, sim: `http://127.0.0.1:${simPort}`, data, child, said: () => said };
}

/** The demo of this run; the first caller starts it. */
export function demo() {
  running ??= begin();
  return running;
}

/** Ends the demo and forgets its data. */
export async function stop() {
  if (!running) return;
  const { child, data } = await running;
  if (child.exitCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(late);
  }
  await rm(data, { recursive: true, force: true });
}
