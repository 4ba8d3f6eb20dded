// 浏览器 — one Chromium for the run; every visitor has a profile of their own and is watched for errors.

import assert from 'node:assert/strict';

import { chromium } from 'playwright-core';

import { demo } from './demo.js';

/** 360 px: the narrowest phone that counts (S-14). 1366 px: the screen of an office. */
export const PHONE = { width: 360, height: 740 };
export const OFFICE = { width: 1366, height: 860 };

let launched;

function browser() {
  launched ??= chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  return launched;
}

/** Closes the browser, if there is one. */
export async function close() {
  if (launched) await (await launched).close();
}

/** Somebody in front of a screen. Counts what they tap and fill, and remembers what went wrong unseen. */
export class Visitor {
  taps = 0;
  fields = 0;
  problems = [];

  constructor(context, page, url) {
    this.context = context;
    this.page = page;
    this.url = url;
    this.watch();
  }

  static async come({ screen = PHONE, js = true, touch = screen.width < 600 } = {}) {
    const { url } = await demo();
    const context = await (await browser()).newContext({ viewport: screen, javaScriptEnabled: js, hasTouch: touch, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', baseURL: url });
    context.setDefaultTimeout(10_000);
    return new Visitor(context, await context.newPage(), url);
  }

  watch() {
    const { page } = this;
    page.on('pageerror', (error) => this.problems.push(`script: ${error.message} at ${page.url()}`));
    page.on('console', (line) => {
      // A refused form (422) is a page like any other; what fails to load is judged by its response below.
      if (line.type() === 'error' && !line.text().startsWith('Failed to load resource')) this.problems.push(`console: ${line.text()} at ${page.url()}`);
    });
    page.on('response', (answer) => {
      const document = answer.request().resourceType() === 'document';
      if (answer.status() >= (document ? 500 : 400)) this.problems.push(`${answer.status()} ${answer.url()}`);
    });
    page.on('request', (ask) => {
      const { protocol, hostname } = new URL(ask.url());
      if (protocol.startsWith('http') && hostname !== '127.0.0.1') this.problems.push(`a third party was asked: ${ask.url()}`);
    });
  }

  /** Nothing went wrong unseen: no script error, no console error, no violation of the content policy, nothing missing. */
  calm() {
    assert.deepEqual(this.problems, []);
  }

  async go(path) {
    const answer = await this.page.goto(path);
    return answer.status();
  }

  path() {
    return new URL(this.page.url()).pathname;
  }

  /** Text of the main part, one line a block. */
  text() {
    return this.page.locator('main').innerText();
  }

  button(name) {
    return this.page.getByRole('button', { name }).first();
  }

  link(name) {
    return this.page.locator('main').getByRole('link', { name }).first();
  }

  /** Taps what leads on, and waits for the page it leads to. */
  async tap(what) {
    this.taps += 1;
    try {
      await Promise.all([this.page.waitForNavigation({ waitUntil: 'load' }), what.click()]);
    } catch (error) {
      throw new Error(`${what} leads nowhere from ${this.page.url()}, which says:\n${await this.text()}`, { cause: error });
    }
  }

  press = (name) => this.tap(this.button(name));

  follow = (name) => this.tap(this.link(name));

  /** Fills a field by its label. */
  async fill(label, value) {
    this.fields += 1;
    await this.page.getByLabel(label).first().fill(value);
  }

  /** Chooses from a closed list, by its label. */
  async choose(label, option) {
    this.fields += 1;
    await this.page.getByLabel(label).first().selectOption(option);
  }

  /** Ticks a box or one of several, by its words. */
  async tick(label) {
    this.taps += 1;
    await this.page.getByLabel(label).first().check();
  }

  /** Waits until the main part says it, loading the page again in between. */
  async until(words, { seconds = 30, path } = {}) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const text = await this.text();
      if (words instanceof RegExp ? words.test(text) : text.includes(words)) return text;
      assert.ok(Date.now() < end, `${words} did not come in ${seconds} s; the page says:\n${text}`);
      await this.page.waitForTimeout(500);
      await this.page.goto(path ?? this.page.url());
    }
  }

  /** Leaves; whoever leaves must have seen nothing wrong. */
  async leave() {
    await this.context.close();
    this.calm();
  }
}

/** A person of the cast, signed in through the demo's list on the sign-in page. */
export async function asCitizen(name, how = {}) {
  const visitor = await Visitor.come({ screen: PHONE, ...how });
  await visitor.go('/sign-in');
  await visitor.press(`以${name}登录`);
  return visitor;
}

/** A post of the demo, signed in through the list on the staff's sign-in page. */
export async function asStaff(account, how = {}) {
  const visitor = await Visitor.come({ screen: OFFICE, ...how });
  await visitor.go('/desk/sign-in');
  await visitor.tap(visitor.page.locator(`form:has(input[name=account][value="${account}"]) button`));
  return visitor;
}

/** Anybody of the population, signed in by 赣服通 with the number of an ID card. */
export async function byGanfutong(number, how = {}) {
  const visitor = await Visitor.come({ screen: PHONE, ...how });
  await visitor.go('/sign-in');
  await visitor.button('用赣服通登录').click();
  await visitor.page.waitForURL(/\/ganfutong\/authorize/);
  await visitor.page.getByLabel('身份证号').fill(number);
  await visitor.page.getByRole('button', { name: '登录', exact: true }).click();
  await visitor.page.waitForURL((url) => url.pathname === '/my');
  return visitor;
}
