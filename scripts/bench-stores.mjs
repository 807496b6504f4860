import { join } from 'node:path';
import { runBuilt } from './project.mjs';

await runBuilt(join('bench', 'stores'));
