export {
  ApiClient,
  type ApiAnswer,
  type OperationDocument,
  type SendOptions,
  testKey,
} from './api-client.js';
export { startHubProcess, type HubProcess, type HubProcessOptions } from './hub-process.js';
export { startStoreProcess, type StoreProcess, type StoreProcessOptions } from './store-process.js';
