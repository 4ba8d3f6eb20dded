// 材料与权利 — a department says nothing, a photo is taken; the clerk sees it without its place; one's data, one's rights.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answered, authorise, begin, contact, submit } from '../lib/apply.js';
import { asCitizen, asStaff } from '../lib/browser.js';
import { screenshot, sound } from '../lib/checks.js';
import * as simulator from '../lib/simulator.js';

/** A photo as a phone makes it: a JPEG drawn in the browser, with the place it was taken at. */
async function photo(visitor) {
  const drawn = await visitor.page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [800, 600];
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, 800, 600);
    pen.fillStyle = '#123';
    pen.font = '48px sans-serif';
    pen.fillText('工资流水 2026', 120, 300);
    return canvas.toDataURL('image/jpeg').split(',')[1];
  });
  const jpeg = Buffer.from(drawn, 'base64');
  const place = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), Buffer.from('II*\0\x08\0\0\0\0\0\0\0\0\0', 'latin1'), Buffer.from('GPSLatitude 25.8311 GPSLongitude 114.9350')]);
  const head = Buffer.from([0xff, 0xe1, (place.length + 2) >> 8, (place.length + 2) & 0xff]);
  return Buffer.concat([jpeg.subarray(0, 2), head, place, jpeg.subarray(2)]);
}

/** Width of a picture once it has come. */
const wide = async (image) => {
  await image.decode();
  return image.naturalWidth;
};

// C-14, S-32, S-34; R-08.
test('税务没有答复，手机拍照交材料，去掉地点；税务核查人员看得到，公安看不到', async () => {
  const veteran = await asCitizen('卢根生');
  await simulator.disturb('shuiwu', { refused: true });
  const id = await begin(veteran);
  await authorise(veteran);
  await answered(veteran, id);
  await veteran.press('都没有错');
  await veteran.follow('人齐了');
  await contact(veteran);
  await submit(veteran);
  await sound(veteran);
  // The receipt opens again from the case.
  await veteran.go(`/my/applications/${id}?still=1`);
  await sound(veteran);
  await veteran.follow('申请回执');
  assert.match(veteran.path(), /\/done$/);
  await veteran.go(`/my/applications/${id}/papers`);
  await sound(veteran);
  await screenshot(veteran, 'papers');
  await veteran.follow('工资流水或收入证明');
  await sound(veteran);
  const taken = await photo(veteran);
  assert.ok(taken.includes('GPSLatitude'));
  await veteran.page.getByLabel('或者从手机里选').setInputFiles([
    { name: 'IMG_20260302.jpg', mimeType: 'image/jpeg', buffer: taken },
    { name: '流水.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n%%EOF') },
  ]);
  await veteran.press('上传');
  assert.equal(await veteran.page.locator('.sheets > li').count(), 2);
  assert.equal(await veteran.page.locator('.sheets img').evaluate(wide), 800);
  await sound(veteran);
  await screenshot(veteran, 'paper');
  const kept = await veteran.page.request.get(await veteran.page.locator('.sheets img').getAttribute('src'));
  assert.ok(!(await kept.body()).includes('GPSLatitude'));
  assert.match(kept.headers()['content-disposition'], /^attachment/);
  await veteran.press('删除第 2 张');
  await veteran.go(`/my/applications/${id}/papers`);
  assert.match(await veteran.text(), /交了 1 份/);
  await simulator.heal();

  const reviewer = await asStaff('shuiwu');
  await reviewer.go('/desk/lanes');
  await reviewer.until('卢*生', { seconds: 20, path: '/desk/lanes' });
  await reviewer.tap(reviewer.page.locator('tbody tr', { hasText: '卢*生' }).getByRole('link').first());
  await reviewer.follow('当事人就这一项交的材料');
  assert.equal(await reviewer.page.locator('.sheets img').count(), 1);
  await sound(reviewer);
  await screenshot(reviewer, 'desk-lane-papers');
  await reviewer.leave();

  const clerk = await asStaff('window');
  await clerk.go(`/desk/applications/${id}/papers`);
  assert.equal(await clerk.page.locator('.sheets img').evaluate(wide), 800);
  await sound(clerk);
  await screenshot(clerk, 'desk-papers');
  await clerk.leave();

  const police = await asStaff('gongan');
  const sheet = (await veteran.page.request.get(`/api/v1/applications/${id}/papers`)).json();
  const file = (await sheet).papers[0].files[0].id;
  assert.equal((await police.page.request.get(`/desk/lane-papers/${file}`)).status(), 404);
  await police.leave();
  await veteran.leave();
});

// C-24, C-28, S-62: without a script.
test('不用脚本也能报变更、看自己的信息、申请删除；每一页都站得住', async () => {
  const me = await asCitizen('卢根生');
  await me.go('/my');
  await me.tap(me.page.locator('.card h3 a').first());
  await me.follow('情况有变化');
  await sound(me);
  await me.follow('报告变化');
  await sound(me);
  await me.press('报告');
  assert.match(await me.text(), /请选择哪一种变化/);
  await sound(me);
  await me.tick('收入或工作变了');
  await me.fill('哪一天', '2026-03-01');
  await me.fill('发生了什么', '换了一份工作');
  await me.press('报告');
  assert.match(await me.text(), /待核实[\s\S]*换了一份工作/);
  await screenshot(me, 'changes');
  for (const page of ['/my/rights', '/my/rights/copy', '/my/rights/explain', '/my/rights/ask/erase', '/my/rights/ask/correct', '/my/contact']) {
    assert.equal(await me.go(page), 200);
    await sound(me);
  }
  await me.go('/my/rights');
  await screenshot(me, 'rights');
  await me.leave();

  const plain = await asCitizen('卢根生', { js: false });
  await plain.go('/my/rights/ask/correct');
  await plain.fill('您的要求', '名字登记错了一个字');
  await plain.press('申请更正');
  assert.match(await plain.text(), /待答复[\s\S]*名字登记错了一个字/);
  await plain.leave();

  const officer = await asStaff('officer');
  for (const list of ['/desk/changes', '/desk/rights']) {
    await officer.go(list);
    await sound(officer);
    await officer.tap(officer.page.locator('tbody a').first());
    await sound(officer);
    await screenshot(officer, list === '/desk/changes' ? 'desk-change' : 'desk-rights');
  }
  await officer.leave();
});

