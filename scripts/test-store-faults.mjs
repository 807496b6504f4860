import { runBuilt } from './project.mjs';

await runBuilt('store-faults');
