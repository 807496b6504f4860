import { runBuilt } from './project.mjs';

await runBuilt('simulation/stores');
