import { runBuilt } from './project.mjs';

await runBuilt('faults');
