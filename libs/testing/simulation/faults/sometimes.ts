/** What a long run must have met, or it has not tried what it claims to try. */
export const SOMETIMES = [
  'a duplicate was suppressed',
  'a request came again',
  'somebody wrote first',
  'an answer came too late',
  'a timer met an answer',
  'a commit was unknown and had taken effect',
  'a commit was unknown and had not taken effect',
  'a crash before a commit',
  'a crash after a commit',
  'a crash after timers were taken',
  'a crash within a transaction',
  'a crash before a request to the provider took effect',
  'a crash after a request to the provider took effect',
  'a crash at any moment',
  'a transient error of the store',
  'a compensation was tried again',
  'a message was put off',
  'a handler failed and was tried again',
  'a lease was lost',
  'a message became a dead letter',
  'a process slept and woke up',
  'a process lost the store',
  'a process lost the provider',
  'a process lost the broker',
  'a client lost an answer',
  'the clock of the store jumped ahead',
  'the clock of the store jumped back',
  'the clock of a process jumped',
  'the broker lost everything',
  'the broker delivered twice',
  'the broker lost what it had not confirmed',
  'the broker kept a message back',
  'another process became the relay',
  'the provider did not answer',
  'the provider answered late',
  'the provider answered with an error after the effect',
  'the provider answered with an error without the effect',
  'the provider declined',
  'a saga completed',
  'a saga was compensated',
  'a saga got stuck',
  'a customer cancelled',
  'a person approved',
  'a person rejected',
  'a person let a saga try again',
  'a person replayed a dead letter',
] as const;

export type Sometimes = (typeof SOMETIMES)[number];

/** How often each has been met. */
export class Encounters {
  private readonly counts = new Map<Sometimes, number>();

  met(what: Sometimes): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  add(others: Readonly<Record<string, number>>): void {
    for (const what of SOMETIMES) {
      const more = others[what] ?? 0;
      if (more > 0) this.counts.set(what, (this.counts.get(what) ?? 0) + more);
    }
  }

  get unmet(): Sometimes[] {
    return SOMETIMES.filter((what) => !this.counts.has(what));
  }

  /** By what was met. */
  get all(): Readonly<Record<string, number>> {
    return Object.fromEntries(SOMETIMES.map((what) => [what, this.counts.get(what) ?? 0]));
  }
}
