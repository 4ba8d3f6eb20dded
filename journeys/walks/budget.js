// 页面预算 — the first page of a citizen on an old phone and a weak signal.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Visitor } from '../lib/browser.js';

/** What the way in may weigh and how long it may take (quality 3.8 U-5). */
const MOST_BYTES = 60 * 1024;
const MOST_MS = 1800;

test('首页在慢 6 倍的手机、1.6 兆的网上：不超过 60 KB，1.8 秒内看到内容', async (told) => {
  const visitor = await Visitor.come();
  const wire = await visitor.context.newCDPSession(visitor.page);
  let bytes = 0;
  wire.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await wire.send('Network.enable');
  await wire.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 });
  await wire.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  for (const path of ['/', '/guide/360702', '/sign-in']) {
    bytes = 0;
    await visitor.go(path);
    await visitor.page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
    const paint = await visitor.page.evaluate(() => Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime));
    told.diagnostic(`${path}：${bytes} 字节，${paint} 毫秒`);
    assert.ok(bytes <= MOST_BYTES, `${path} weighs ${bytes} bytes`);
    assert.ok(paint <= MOST_MS, `${path} shows nothing for ${paint} ms`);
  }
  await visitor.leave();
});
