export { clearing } from './clearing.context.js';
export { ClearingModule } from './clearing.module.js';
export type { LineParts } from './line/parts.js';
