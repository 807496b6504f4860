/** Where everything comes from that is left to chance. */
export interface Chance {
  /** At least 0 and less than 1, each as likely as any other. */
  fraction(): number;
}
