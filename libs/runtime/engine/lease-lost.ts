/** Another process has taken the message over: what this one did about it does not count. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}
