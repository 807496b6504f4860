import { runBuilt } from './project.mjs';

await runBuilt('outage-demo', 'apps');
