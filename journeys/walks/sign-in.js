// 登录 — by 赣服通, by text message, and who is not let in.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { OFFICE, Visitor } from '../lib/browser.js';
import { noSideways, sound } from '../lib/checks.js';
import * as simulator from '../lib/simulator.js';

// JX2019-4/3.3e; C-01; S-09.
test('用赣服通登录：去选身份，回来就是本人', async () => {
  const visitor = await Visitor.come();
  await visitor.go('/my');
  assert.equal(visitor.path(), '/sign-in');
  await sound(visitor);
  await visitor.button('用赣服通登录').click();
  await visitor.page.waitForURL(/\/ganfutong\/authorize/);
  await visitor.page.getByRole('button', { name: /陈思远/ }).click();
  await visitor.page.waitForURL((url) => url.pathname === '/my');
  assert.match(await visitor.text(), /陈\*+远?，您好/);
  await visitor.go('/my/sessions');
  assert.match(await visitor.text(), /赣服通/);
  await visitor.leave();
});

// S-10: the code goes to the phone that the register knows, and is good once.
test('用短信验证码登录：输错不进，输对才进', async () => {
  const { id_number: number, phone } = await simulator.person('刘桂兰');
  const visitor = await Visitor.come();
  await visitor.go('/sign-in');
  const before = (await simulator.texts(phone)).length;
  await visitor.fill('姓名', '刘桂兰');
  await visitor.fill('身份证号码', number);
  await visitor.fill('手机号码', phone);
  await visitor.press('获取验证码');
  await sound(visitor);
  const code = await simulator.code(phone, before);
  await visitor.fill('验证码', code === '000000' ? '000001' : '000000');
  await visitor.press('登录');
  assert.match(await visitor.text(), /请改正|验证码/);
  await visitor.fill('验证码', code);
  await visitor.press('登录');
  assert.equal(visitor.path(), '/my');
  assert.match(await visitor.text(), /刘\*+兰?，您好/);
  await visitor.leave();
});

// S-20: one meets a sign-in, a stranger's page is not there at all.
test('没有登录的人打不开别人的页面，也打不开工作台', async () => {
  const visitor = await Visitor.come({ screen: OFFICE });
  for (const path of ['/my', '/my/apply', '/my/messages']) {
    await visitor.go(path);
    assert.equal(visitor.path(), '/sign-in', path);
  }
  await visitor.go('/desk');
  assert.equal(visitor.path(), '/desk/sign-in');
  await noSideways(visitor);
  const status = await visitor.go('/nothing-here');
  assert.equal(status, 404);
  await sound(visitor);
  await visitor.leave();
});

// S-14 S-15: signing out ends it, also for the back button.
test('退出登录以后，返回也看不到', async () => {
  const visitor = await Visitor.come();
  await visitor.go('/sign-in');
  await visitor.press('以吴建华登录');
  await visitor.press('退出登录');
  await visitor.go('/my');
  assert.equal(visitor.path(), '/sign-in');
  await visitor.leave();
});
