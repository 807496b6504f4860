import 'reflect-metadata';
import { openTestScratch } from '#testing/servers';
import { measureApprovals } from './approvals.js';
import { keepCards } from './cards.js';
import { catchUp } from './catch-up.js';
import { type BenchHub, startHub } from './hub.js';
import { readOptions, type StoreBenchOptions, USAGE } from './options.js';
import { approvalsTable, cardsTable, catchUpTable, machine } from './report.js';

async function bench(options: StoreBenchOptions): Promise<void> {
  const scratch = await openTestScratch('bench-stores');
  let hub: BenchHub | undefined;
  try {
    for (const part of options.only) {
      if (part === 'cards') console.log(`${cardsTable(await keepCards(scratch, options.cards))}\n`);
      else {
        hub ??= await startHub(scratch);
        const report =
          part === 'approvals'
            ? approvalsTable(await measureApprovals(scratch, hub, options))
            : catchUpTable(await catchUp(scratch, hub, options));
        console.log(`${report}\n`);
      }
    }
    console.log(machine());
  } finally {
    await hub?.stop();
    await scratch.close();
  }
}

let options: StoreBenchOptions;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exit(2);
}
await bench(options);
