export {
  ApiClient,
  type ApiAnswer,
  type OperationDocument,
  type SendOptions,
  testKey,
} from './api-client.js';
export { startHubProcess, type HubProcess, type HubProcessOptions } from './hub-process.js';
