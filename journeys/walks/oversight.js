// 监督 — who looks on sees the case and the sums; who administers sees accounts or records, and no case.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asStaff } from '../lib/browser.js';
import { sound } from '../lib/checks.js';

/** Names of acts, permissions and accounts in the record. */
export const RECORDED = ['demo', 'waitlist', 'see', 'audit', 'follows', 'worker', 'window', 'officer', 'application', 'user', 'manage', 'timer', 'start'];

/** Addresses of the menu of whoever is signed in. */
const menu = (visitor) => visitor.page.locator('nav.menu ul a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));

// JX2019-4/1.2b 7.2; design 3.4: facts, pack version and findings are kept, the decision is computed again bit for bit.
test('审计打开案卷，复算决定，结果逐字节一致', async () => {
  const auditor = await asStaff('auditor');
  await auditor.go('/desk/applications?state=waiting');
  await sound(auditor);
  await auditor.tap(auditor.page.locator('tbody[data-rows] a').first());
  await sound(auditor);
  await auditor.tap(auditor.page.locator('nav.tabs').getByRole('link', { name: /决定|认定/ }));
  await auditor.follow('复算');
  assert.match(await auditor.text(), /复算一致/);
  await sound(auditor);
  // Whoever looks on does not act, and sees no full number.
  assert.equal(await auditor.page.locator('.actbar').count(), 0);
  assert.doesNotMatch(await auditor.text(), /查看完整信息/);
  await auditor.go('/desk/packs');
  assert.match(await auditor.text(), /演示/);
  await auditor.tap(auditor.page.locator('tbody[data-rows] a').first());
  await sound(auditor);
  await auditor.leave();
});

// S-27 S-08: accounts, and no case.
test('安全管理员管账号，看不到任何办件', async () => {
  const administrator = await asStaff('secadmin');
  assert.ok((await menu(administrator)).includes('/desk/users'));
  await administrator.go('/desk/users?q=officer');
  assert.match(await administrator.text(), /沈经办/);
  await administrator.tap(administrator.page.locator('tbody[data-rows] a').first());
  assert.match(await administrator.text(), /授予岗位/);
  await sound(administrator, { allowed: ['officer'] });
  for (const path of ['/desk/applications', '/desk/audit', '/desk/waitlist']) assert.ok([403, 404].includes(await administrator.go(path)), path);
  await administrator.leave();
});

// S-27 S-46: the audit record, and nothing beside.
test('审计管理员检索审计记录，查到刚才的登录', async () => {
  const administrator = await asStaff('audadmin');
  assert.ok((await menu(administrator)).includes('/desk/audit'));
  await administrator.go('/desk/audit');
  assert.match(await administrator.text(), /登录/);
  // The record tells an act and a permission by its name, as it was written.
  await sound(administrator, { allowed: RECORDED });
  for (const path of ['/desk/applications', '/desk/users']) assert.ok([403, 404].includes(await administrator.go(path)), path);
  await administrator.leave();
});

// S-27: exchange and jobs.
test('系统管理员看数据交换，看不到办件和账号', async () => {
  const administrator = await asStaff('sysadmin');
  const open = await menu(administrator);
  assert.ok(open.some((href) => /exchange|system|jobs/.test(href)), open.join(' '));
  for (const path of ['/desk/applications', '/desk/users', '/desk/audit']) assert.ok([403, 404].includes(await administrator.go(path)), path);
  await administrator.leave();
});
