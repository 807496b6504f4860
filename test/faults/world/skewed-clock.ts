import { readFileSync } from 'node:fs';

// Loaded before a hub's own program: its wall clock goes wrong by as much as a file says, at any time. The monotonic
// clock and timers go on, as they do when a real clock is set.

const READ_EVERY_MS = 50;

const file = process.env['FAULTS_CLOCK_FILE'];
const realNow = Date.now;
const RealDate = Date;
let skewMs = 0;

function read(): void {
  if (file === undefined) return;
  try {
    skewMs = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    skewMs = 0;
  }
}

Date.now = () => realNow() + skewMs;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: [], newTarget) =>
    args.length === 0 ? new target(target.now()) : Reflect.construct(target, args, newTarget),
});
read();
setInterval(read, READ_EVERY_MS).unref();
