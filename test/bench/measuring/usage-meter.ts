import { cpuSecondsOf, cpuSecondsOfAll, memoryOf } from './processes.js';

export interface ServerPids {
  readonly postgres: number;
  readonly broker?: number | undefined;
}

interface Reading {
  readonly atMs: number;
  readonly all: number;
  readonly node: number;
  readonly postgres: number;
  readonly broker: number;
}

const SAMPLE_MS = 1_000;

/** Measures what this process and the servers use, from its creation to `end`. */
export class UsageMeter {
  private readonly begin: Reading;
  private readonly peak = { node: 0, postgres: 0, broker: 0 };
  private readonly sampling: NodeJS.Timeout;

  constructor(private readonly pids: ServerPids) {
    this.begin = this.read();
    this.sample();
    this.sampling = setInterval(() => this.sample(), SAMPLE_MS);
  }

  /** CPU in seconds, memory in bytes; `foreignCores` is what others on this machine used on average. */
  end() {
    clearInterval(this.sampling);
    this.sample();
    const now = this.read();
    const { begin } = this;
    const seconds = (now.atMs - begin.atMs) / 1_000;
    const cpu = {
      node: now.node - begin.node,
      postgres: now.postgres - begin.postgres,
      broker: now.broker - begin.broker,
    };
    const foreign = now.all - begin.all - cpu.node - cpu.postgres - cpu.broker;
    return { seconds, cpu, peakBytes: { ...this.peak }, foreignCores: Math.max(0, foreign / seconds) };
  }

  private read(): Reading {
    const { user, system } = process.cpuUsage();
    return {
      atMs: performance.now(),
      all: cpuSecondsOfAll(),
      node: (user + system) / 1_000_000,
      postgres: cpuSecondsOf(this.pids.postgres),
      broker: this.pids.broker === undefined ? 0 : cpuSecondsOf(this.pids.broker),
    };
  }

  private sample(): void {
    const { postgres, broker } = this.pids;
    this.peak.node = Math.max(this.peak.node, process.memoryUsage.rss());
    this.peak.postgres = Math.max(this.peak.postgres, memoryOf(postgres));
    if (broker !== undefined) this.peak.broker = Math.max(this.peak.broker, memoryOf(broker));
  }
}
