// 窗口 — the clerk takes an application with both hands on the keyboard, and gives a receipt.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asStaff } from '../lib/browser.js';
import { noEnglish, sound } from '../lib/checks.js';
import * as simulator from '../lib/simulator.js';

/** Moves the focus by Tab until it is on the field of that id. */
async function tabTo(visitor, id) {
  for (let at = 0; at < 90; at += 1) {
    if (await visitor.page.evaluate((wanted) => document.activeElement?.id === wanted, id)) return;
    await visitor.page.keyboard.press('Tab');
  }
  assert.fail(`the keyboard does not reach #${id} on ${visitor.path()}`);
}

/** Sends the form one stands in. */
async function send(visitor) {
  await Promise.all([visitor.page.waitForNavigation({ waitUntil: 'load' }), visitor.page.keyboard.press('Control+Enter')]);
}

/** Two hands on a keyboard: every key counts, and each key of a chord. */
class Hands {
  strokes = 0;

  constructor(visitor) {
    this.visitor = visitor;
    this.keyboard = visitor.page.keyboard;
  }

  async press(key, times = 1) {
    for (let at = 0; at < times; at += 1) {
      this.strokes += key.split('+').length;
      await this.keyboard.press(key);
    }
  }

  async type(text) {
    this.strokes += text.length;
    await this.keyboard.type(text);
  }

  /** A key that leads to another page. */
  async leads(key) {
    await Promise.all([this.visitor.page.waitForNavigation({ waitUntil: 'load' }), this.press(key)]);
  }

  at() {
    return this.visitor.page.evaluate(() => document.activeElement.id);
  }
}

// JX2019-4/3.1c 3.2a 3.2b; W-02; WCAG 2.1.1: the whole case in at most 40 keystrokes, and the mouse is never touched.
test('窗口读卡后用键盘替独居老人刘桂兰受理，40 键以内，打印回执', async () => {
  const { id_number: number, name, phone } = await simulator.person('刘桂兰');
  const clerk = await asStaff('window');
  await clerk.page.addInitScript(() => addEventListener('pointerdown', () => sessionStorage.setItem('mouse', 'used'), true));
  const hands = new Hands(clerk);
  await clerk.go('/desk/intake');
  await sound(clerk, { allowed: ['SM'] });

  // The reader types, not the clerk; then what the province knows stands beside the form.
  assert.equal(await hands.at(), 'reader');
  await clerk.page.keyboard.insertText(`${name}|女|汉|19480101|江西省赣州市章贡区解放街道演示路2号|${number}|赣州市公安局章贡分局`);
  await clerk.page.waitForFunction((wanted) => document.querySelector('#id_number').value === wanted, number);
  await clerk.page.locator('#live', { hasText: '可以受理' }).waitFor();
  assert.equal(await clerk.page.locator('#name').inputValue(), name);
  assert.match(await clerk.page.locator('#address').inputValue(), /演示路2号/);
  await sound(clerk, { allowed: ['SM'] });
  assert.equal(await hands.at(), 'reader', 'the focus stays where the clerk is');

  await hands.press('Tab', 3);
  assert.equal(await hands.at(), 'phone');
  await hands.type(phone);
  // The only region of this window and the wide programme are chosen already.
  assert.equal(await clerk.page.locator('#region').inputValue(), '360702');
  assert.equal(await clerk.page.locator('#programme').inputValue(), 'either');
  await hands.press('Tab', 4);
  assert.equal(await hands.at(), 'checked');
  await hands.press('Space');
  await hands.press('Tab');
  await hands.press('Space');
  await hands.leads('Control+Enter');
  assert.match(clerk.path(), /^\/desk\/intake\/\w{26}$/, await clerk.text());
  const [, id] = clerk.path().match(/(\w{26})/);
  await clerk.until('低保', { seconds: 20, path: `/desk/intake/${id}` });
  await sound(clerk);
  assert.match(await clerk.text(), /可以提交/);

  await hands.leads('Control+Enter');
  await clerk.until('打印回执', { seconds: 5 });
  await sound(clerk);
  await hands.leads('p');
  const receipt = await clerk.page.locator('main').innerText();
  assert.match(receipt, /回执/);
  assert.ok(receipt.includes(name), 'the receipt is made out to the person');
  assert.match(receipt, /申请编号 \S+/);
  await noEnglish(clerk);
  assert.ok(hands.strokes <= 40, `${hands.strokes} keystrokes`);
  assert.equal(await clerk.page.evaluate(() => sessionStorage.getItem('mouse')), null, 'no mouse');
  await clerk.page.goBack();
  await clerk.page.waitForLoadState();
  await clerk.page.keyboard.press('F2');
  await clerk.page.waitForURL('**/desk/intake');
  await clerk.leave();
});

// S-31; W-02: what is wrong is told in one round, each at its field, and what was typed is kept.
test('窗口漏填和输错的一次全部指出来', async () => {
  const clerk = await asStaff('window');
  await clerk.go('/desk/intake');
  await tabTo(clerk, 'id_number');
  await clerk.page.keyboard.type('360702194801010001');
  await send(clerk);
  assert.match(await clerk.text(), /请改正下面 4 处/);
  assert.match(await clerk.page.locator('#id_number-error').innerText(), /证件号码|身份证/);
  for (const id of ['name', 'checked', 'signed']) assert.ok(await clerk.page.locator(`#${id}-error`).isVisible(), id);
  assert.equal(await clerk.page.locator('#id_number').inputValue(), '360702194801010001');
  await sound(clerk);
  await clerk.leave();
});
