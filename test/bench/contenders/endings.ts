/** Tells those who started sagas when they have ended. */
export class Endings {
  private readonly waiting = new Map<string, () => void>();
  /** Ended before anybody waited. */
  private readonly early = new Set<string>();

  tell(operationIds: readonly string[]): void {
    for (const id of operationIds) {
      const waiter = this.waiting.get(id);
      if (waiter) waiter();
      else this.early.add(id);
    }
  }

  async of(operationId: string): Promise<void> {
    if (this.early.delete(operationId)) return;
    await new Promise<void>((resolve) => this.waiting.set(operationId, resolve));
    this.waiting.delete(operationId);
  }
}
