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

// JX2019-4/3.1c 3.2a 3.2b; W-02; WCAG 2.1.1; the mouse is never touched.
test('窗口用键盘替独居老人刘桂兰受理，打印回执', async () => {
  const { id_number: number, name, phone } = await simulator.person('刘桂兰');
  const clerk = await asStaff('window');
  const { keyboard } = clerk.page;
  await clerk.go('/desk/intake');
  await sound(clerk, { allowed: ['SM'] });

  // Past the menu by the first link of the page.
  await keyboard.press('Tab');
  assert.equal(await clerk.page.evaluate(() => document.activeElement.textContent), '跳到正文');
  await keyboard.press('Enter');
  // Sent too early it says what is missing, and keeps what was typed.
  await tabTo(clerk, 'id_number');
  await keyboard.type(number);
  await send(clerk);
  assert.match(await clerk.text(), /请改正下面/);
  assert.equal(await clerk.page.locator('#id_number').inputValue(), number);
  await sound(clerk);
  await tabTo(clerk, 'name');
  await keyboard.type(name);
  await keyboard.press('Tab');
  await keyboard.type(phone);
  // The only region of this window is chosen already.
  assert.equal(await clerk.page.locator('#region').inputValue(), '360702');
  await tabTo(clerk, 'programme');
  await keyboard.press('ArrowDown');
  await tabTo(clerk, 'checked');
  await keyboard.press('Space');
  await tabTo(clerk, 'signed');
  await keyboard.press('Space');
  await send(clerk);
  assert.match(clerk.path(), /^\/desk\/intake\/\w{26}$/, await clerk.text());
  const [, id] = clerk.path().match(/(\w{26})/);
  await clerk.until('低保', { seconds: 20, path: `/desk/intake/${id}` });
  await sound(clerk);

  await tabTo(clerk, 'address');
  await keyboard.type('解放街道演示路2号');
  await tabTo(clerk, 'lives_in');
  await keyboard.press('ArrowDown');
  await send(clerk);
  assert.match(await clerk.text(), /可以提交/);
  await sound(clerk);
  await clerk.page.evaluate(() => document.activeElement?.blur());
  await send(clerk);
  await clerk.until('打印回执', { seconds: 5 });
  await clerk.tap(clerk.page.getByRole('link', { name: '打印回执' }));
  const receipt = await clerk.page.locator('main').innerText();
  assert.match(receipt, /回执/);
  assert.ok(receipt.includes(name), 'the receipt is made out to the person');
  assert.match(receipt, /申请编号 \S+/);
  await noEnglish(clerk);
  await clerk.leave();
});

// S-31; D-01: a number that cannot be is told at its field.
test('身份证号码输错一位，窗口当场指出来', async () => {
  const clerk = await asStaff('window');
  await clerk.go('/desk/intake');
  await clerk.fill('身份证号码', '360702194801010001');
  await clerk.fill('姓名', '刘桂兰');
  await clerk.choose('保障方式', 'either');
  await clerk.tick('已核对申请人的身份证原件');
  await clerk.tick('申请人已当面阅读并签署');
  await clerk.press('开始受理');
  assert.match(await clerk.page.locator('#id_number-error').innerText(), /证件号码|身份证/);
  await sound(clerk);
  await clerk.leave();
});
