// 模拟器 — switches what is wrong outside, and reads the text messages it took.

import assert from 'node:assert/strict';

import { demo } from './demo.js';

async function post(path, body) {
  const { sim } = await demo();
  const answer = await fetch(sim + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) });
  assert.ok(answer.ok, `${path} answered ${answer.status}: ${await answer.text()}`);
}

/** Puts faults on one service: `{ refused: true }`, `{ silent: true }`, `{ delay_ms: 500 }`. */
export const disturb = (service, faults) => post('/control/faults', { service, faults });

/** Everything outside works again. */
export const heal = () => post('/control/heal');

/** Texts sent to a phone so far, oldest first. */
export async function texts(phone) {
  const { sim } = await demo();
  const answer = await fetch(`${sim}/sms/messages.json?phone=${phone}`);
  return (await answer.json()).map((message) => message.text);
}

/** The newest code of six digits sent to a phone, once there is one after `known` messages. */
export async function code(phone, known = 0) {
  const until = Date.now() + 20_000;
  while (Date.now() < until) {
    const found = (await texts(phone)).slice(known).map((text) => /\d{6}/.exec(text)?.[0]).filter(Boolean);
    if (found.length > 0) return found.at(-1);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`no code came to ${phone}`);
}

/** A person of the cast as the simulator knows them: name, ID number, phone. */
export async function person(name) {
  const { sim } = await demo();
  const listed = await (await fetch(`${sim}/cast.json`)).json();
  const found = listed.find((one) => one.name === name);
  assert.ok(found, `${name} is in the cast`);
  return found;
}

/** Somebody of the household of a person of the cast: 1 is the one after the head. */
export async function relative(name, at) {
  const { sim } = await demo();
  const { index } = await person(name);
  const page = await (await fetch(`${sim}/people?q=${index + at}`)).text();
  const [, found, number] = /<h2>(\S+) (\d{17}[\dX])<\/h2>/.exec(page) ?? [];
  assert.ok(number, `${name} has a relative at ${at}`);
  return { name: found, id_number: number };
}
