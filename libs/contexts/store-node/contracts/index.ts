export { Answer, Approval, Decline, Limit } from './answers.js';
export {
  Activate,
  Annul,
  Block,
  Capture,
  Hold,
  Load,
  Redeem,
  Release,
  Reverse,
  TillRequest,
} from './requests.js';
