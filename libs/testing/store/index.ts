export { startStoreProcess, type StoreProcess, type TillAnswer } from './store-process.js';
