export { BrokerConformance } from './broker/broker-conformance.js';
export { RabbitSide } from './broker/rabbit-side.js';
export { DatabaseConformance, type Report } from './database/conformance.js';
export { PostgresTheatre } from './database/postgres-theatre.js';
