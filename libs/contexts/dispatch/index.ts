export { dispatch } from './dispatch.context.js';
