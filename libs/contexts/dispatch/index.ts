export { dispatch } from './dispatch.context.js';
export { shipment } from './domain/shipment.decider.js';
