import { z } from 'zod';

import { command, event, refusal } from '../messages/message.js';

// The messages of a process that does things and undoes them: as little business as the saga core needs to be tried on.

const key = { key: 'run' } as const;
const about = { run: z.string(), what: z.string() };

export class Started extends event('samples.started', { run: z.string() }, key) {}
export class CalledOff extends event('samples.called-off', { run: z.string() }, key) {}
export class BellRang extends event('samples.bell-rang', { run: z.string(), times: z.int() }, key) {}

export class Do extends command('samples.do', about, key) {}
export class Done extends event('samples.done', { ...about, receipt: z.string() }, key) {}
export class DoneBefore extends event('samples.done-before', { ...about, since: z.int() }, key) {}
export class WorkBegun extends event('samples.work-begun', about, key) {}
export class Declined extends event('samples.declined', about, key) {}
export class Impossible extends refusal('samples.impossible', about, key) {}
export class Busy extends refusal('samples.busy', about, key) {}

export class Undo extends command('samples.undo', { ...about, receipt: z.string() }, key) {}
export class Cancel extends command('samples.cancel', about, key) {}
export class Undone extends event('samples.undone', about, key) {}

export class Close extends command('samples.close', { run: z.string(), reason: z.string() }, key) {}
export class Closed extends event('samples.closed', { run: z.string() }, key) {}
