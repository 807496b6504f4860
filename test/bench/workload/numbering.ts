/** Every run of the workload has a number; it decides its key, and whether its capture is declined (5 % are). */
export const keyOf = (n: number): string => String(n).padStart(9, '0');

export const isDeclined = (n: number): boolean => n % 20 === 7;

export const AMOUNT = 1_999;

/** How many of the runs 0 … total − 1 are declined. */
export const declinedAmong = (total: number): number => Math.floor((total + 12) / 20);
