export {
  createRabbitTransport,
  type RabbitAddress,
  type RabbitTransportSettings,
} from './rabbit-transport.js';
