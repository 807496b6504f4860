export { DispatchShipment } from './commands.js';
export { ShipmentDispatched } from './events.js';
export { LINES_MAX, ShipmentId, ShipmentLine } from './fields.js';
export { RequestReused } from './refusals.js';
