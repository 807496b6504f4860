export {
  startStoreProcess,
  type StoreProcess,
  type StoreProcessOptions,
  type TillAnswer,
} from './store-process.js';
