export {
  allowanceId,
  cardId,
  hotNotice,
  hub,
  openNode,
  otherSigner,
  otherStoreId,
  partsOn,
  redeeming,
  SetClock,
  signer,
  standing,
  standingNotice,
  storeId,
  terms,
  values,
} from './sample-node.js';
export { connectNode, type NodeOnLine, QuickClock, SampleHub } from './sample-line.js';
