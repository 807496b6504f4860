import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { installChromium } from './install-chromium.js';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Without them the browser calls its maker's servers at every start. */
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A browser without a window, installed first where there is none and this user may. `close` it in `afterAll`.
 * @throws Error when there is none, with what to do
 */
export async function openBrowser(): Promise<Browser> {
  if (!PLACES.some(existsSync)) await installChromium();
  const executablePath = PLACES.find(existsSync);
  if (executablePath === undefined) throw new Error('The tests need Chromium, and cannot find it');
  // Chromium cannot shut itself in when it is run by root.
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath,
    headless: true,
    args: isRoot ? ['--no-sandbox', ...QUIET] : QUIET,
  });
}
