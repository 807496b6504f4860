/** The provider's idempotency keys: functions of what is asked, so that they survive any crash. */
export const authorizationKey = (paymentId: string): string => `${paymentId}:authorize`;
export const captureKey = (paymentId: string, attempt: number): string => `${paymentId}:capture:${attempt}`;
export const voidKey = (paymentId: string): string => `${paymentId}:void`;
