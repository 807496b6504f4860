export {
  ApiClient,
  type ApiAnswer,
  type OperationDocument,
  type SendOptions,
  testKey,
} from './api-client.js';
export { startHubProcess, type HubProcess } from './hub-process.js';
