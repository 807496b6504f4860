const PURCHASE_SAGA = 'purchasing.purchase';

/** Where the API has a purchase, and the saga that carries it out. */
export const purchasePath = (purchaseId: string): string => `/v1/purchases/${purchaseId}`;
export const sagaPath = (purchaseId: string): string => `/v1/sagas/${PURCHASE_SAGA}/${purchaseId}`;
export const sagaQuery = (purchaseId: string): string =>
  `/v1/sagas?${new URLSearchParams({ type: PURCHASE_SAGA, key: purchaseId })}`;
export const operationPath = (operationId: string): string => `/v1/operations/${operationId}`;
