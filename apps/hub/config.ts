import { type LineParts, type OverdraftRules, usualRules } from '#contexts/clearing';
import { z } from 'zod';
import { ConfiguredKeys } from './configured-keys.js';

/** What one hub process does. `http` serves the API, `workers` decides, reacts and projects. */
export type Role = 'http' | 'workers';

const Roles = z
  .string()
  .transform((text) => text.split(',').map((role) => role.trim()))
  .pipe(z.array(z.enum(['http', 'workers'])).min(1));

/** More would not leave the rest of the stop its time. */
const DRAIN_MS_MAX = 5_000;
const DRAIN_MS_IN_PRODUCTION = 3_000;

const Environment = z.object({
  NODE_ENV: z.string().optional(),
  /** postgres://user:password@host:port/database; without it an embedded PostgreSQL is started. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** amqp://user:password@host:port/vhost, several nodes separated by commas; without it PostgreSQL carries messages. */
  AMQP_URL: z.string().min(1).optional(),
  COUNTERSIGN_ROLES: Roles.default(['http', 'workers']),
  COUNTERSIGN_HOST: z.string().min(1).default('127.0.0.1'),
  /**
   * 0 takes any free port. Without it, 3000 or, when that is taken, any free one; a process that only works takes any
   * free one for its probes.
   */
  COUNTERSIGN_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  /** How long the API answers new connections after SIGTERM, in milliseconds; in production 3,000, else 0. */
  COUNTERSIGN_DRAIN_MS: z.coerce.number().int().min(0).max(DRAIN_MS_MAX).optional(),
  /** Messages that may wait for workers, or for the broker, before new commands are refused. */
  COUNTERSIGN_BACKLOG_MAX: z.coerce.number().int().min(1).max(10_000_000).default(50_000),
  /** For how many seconds the oldest of them may have waited. */
  COUNTERSIGN_BACKLOG_SECONDS_MAX: z.coerce.number().int().min(1).max(86_400).default(30),
  /** Requests a second, over time, that one principal may send to one process; twice as many at once. */
  COUNTERSIGN_RATE_MAX: z.coerce.number().int().min(1).max(1_000_000).default(2_000),
  /** Requests of one principal under way at once, in one process. */
  COUNTERSIGN_CONCURRENT_MAX: z.coerce.number().int().min(1).max(100_000).default(1_000),
  /** JSON: [{ id, secretHash, principal, scopes }]. Without it a key for development is made and printed. */
  COUNTERSIGN_API_KEYS: ConfiguredKeys.optional(),
  /** PEM of the Ed25519 key that signs what stores are told; without it one is made, and kept in the data folder. */
  COUNTERSIGN_HUB_KEY: z.string().min(1).optional(),
  /** For how many hours a store may draw on an allowance, from when it hears of it. */
  COUNTERSIGN_LEASE_HOURS: z.coerce.number().int().min(1).max(8_760).default(168),
  COUNTERSIGN_PREFETCH: z.enum(['off', 'strict', 'hybrid']).default('strict'),
  COUNTERSIGN_PREFETCH_STORES: z.coerce.number().int().min(1).max(20).default(2),
  COUNTERSIGN_PREFETCH_MINOR_MAX: z.coerce.number().int().min(1).max(200_000).default(2_500),
  COUNTERSIGN_PREFETCH_USED_DAYS: z.coerce.number().int().min(1).max(3_650).default(90),
  /** For how many seconds an overdraft waits for stores that may know more; three days by default. */
  COUNTERSIGN_OVERDRAFT_STORES_SECONDS: z.coerce.number().int().min(1).max(7_776_000).default(259_200),
  /** For how many seconds it then waits for somebody to say that it was paid; 14 days by default. */
  COUNTERSIGN_OVERDRAFT_PAYMENT_SECONDS: z.coerce.number().int().min(1).max(7_776_000).default(1_209_600),
  /** Who bears an overdraft about which nobody has decided by then. */
  COUNTERSIGN_OVERDRAFT_BEARER: z.enum(['brand', 'stores', 'shared']).default('brand'),
  /** Where the embedded PostgreSQL and the development key live. */
  COUNTERSIGN_DATA_DIR: z.string().min(1).optional(),
  /** The payment provider; without it, and without DATABASE_URL, the payment sandbox is started. */
  PAYMENT_PROVIDER_URL: z.url({ protocol: /^https?$/ }).optional(),
  PAYMENT_TIMEOUT_MS: z.coerce.number().int().min(100).max(60_000).default(10_000),
  /** How long messages of unknown types and versions are left to newer programs before they are buried. */
  COUNTERSIGN_UNKNOWN_PATIENCE_MS: z.coerce.number().int().min(0).max(86_400_000).default(300_000),
  /** Processes that may end or hang with a message at hand before it is buried. */
  COUNTERSIGN_DEATHS_MAX: z.coerce.number().int().min(3).max(1_000).default(10),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
});

export interface HubConfig {
  readonly production: boolean;
  readonly databaseUrl?: string;
  readonly amqpUrls: readonly string[];
  readonly roles: ReadonlySet<Role>;
  readonly host: string;
  readonly port?: number;
  /** How long load balancers have to notice that the process is about to go. */
  readonly drainMs: number;
  readonly loadLimits: { readonly waitingMax: number; readonly oldestMsMax: number };
  readonly principalLimits: {
    readonly ratePerSecond: number;
    readonly burst: number;
    readonly concurrentMax: number;
  };
  readonly apiKeys?: z.infer<typeof ConfiguredKeys>;
  readonly hubKey?: string;
  readonly leaseMs: number;
  readonly prefetch: LineParts['prefetch'];
  readonly overdraftRules: OverdraftRules;
  readonly dataDir?: string;
  readonly paymentProviderUrl?: string;
  readonly paymentTimeoutMs: number;
  readonly unknownPatienceMs: number;
  readonly deathsMax: number;
  readonly logLevel: string;
}

const BEARERS = { brand: 'borne-by-brand', stores: 'borne-by-stores', shared: 'shared' } as const;

/** Cards with these policies: `hybrid` stands for strict ones, too. */
const PREFETCHED = { strict: ['strict'], hybrid: ['strict', 'hybrid'] } as const;

function prefetchOf(chosen: z.infer<typeof Environment>): HubConfig['prefetch'] {
  const { COUNTERSIGN_PREFETCH: which, COUNTERSIGN_PREFETCH_STORES: storesMax } = chosen;
  if (which === 'off') return undefined;
  return {
    modes: PREFETCHED[which],
    storesMax,
    minorMax: chosen.COUNTERSIGN_PREFETCH_MINOR_MAX,
    usedWithinMs: chosen.COUNTERSIGN_PREFETCH_USED_DAYS * 24 * 3_600_000,
  };
}

/** The configuration is wrong; the message says which variables, and how. */
export class InvalidConfiguration extends Error {
  override readonly name = 'InvalidConfiguration';
}

const GUESSABLE = /^(|guest|postgres|password|countersign|secret|changeme)$/i;

/** @throws InvalidConfiguration naming every variable that is wrong */
export function readConfig(environment: NodeJS.ProcessEnv): HubConfig {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) throw new InvalidConfiguration(z.prettifyError(parsed.error));
  const {
    DATABASE_URL: databaseUrl,
    COUNTERSIGN_PORT: port,
    COUNTERSIGN_API_KEYS: apiKeys,
    COUNTERSIGN_HUB_KEY: hubKey,
    COUNTERSIGN_DATA_DIR: dataDir,
    PAYMENT_PROVIDER_URL: paymentProviderUrl,
    ...rest
  } = parsed.data;
  const config: HubConfig = {
    production: rest.NODE_ENV === 'production',
    amqpUrls: rest.AMQP_URL?.split(',').map((url) => url.trim()) ?? [],
    roles: new Set(rest.COUNTERSIGN_ROLES),
    host: rest.COUNTERSIGN_HOST,
    loadLimits: {
      waitingMax: rest.COUNTERSIGN_BACKLOG_MAX,
      oldestMsMax: rest.COUNTERSIGN_BACKLOG_SECONDS_MAX * 1_000,
    },
    principalLimits: {
      ratePerSecond: rest.COUNTERSIGN_RATE_MAX,
      burst: 2 * rest.COUNTERSIGN_RATE_MAX,
      concurrentMax: rest.COUNTERSIGN_CONCURRENT_MAX,
    },
    drainMs: rest.COUNTERSIGN_DRAIN_MS ?? (rest.NODE_ENV === 'production' ? DRAIN_MS_IN_PRODUCTION : 0),
    paymentTimeoutMs: rest.PAYMENT_TIMEOUT_MS,
    unknownPatienceMs: rest.COUNTERSIGN_UNKNOWN_PATIENCE_MS,
    deathsMax: rest.COUNTERSIGN_DEATHS_MAX,
    logLevel: rest.LOG_LEVEL,
    ...(databaseUrl !== undefined && { databaseUrl }),
    ...(port !== undefined && { port }),
    ...(apiKeys !== undefined && { apiKeys }),
    leaseMs: rest.COUNTERSIGN_LEASE_HOURS * 3_600_000,
    prefetch: prefetchOf(rest),
    overdraftRules: {
      ...usualRules,
      forStores: `${rest.COUNTERSIGN_OVERDRAFT_STORES_SECONDS}s`,
      forPayment: `${rest.COUNTERSIGN_OVERDRAFT_PAYMENT_SECONDS}s`,
      otherwise: BEARERS[rest.COUNTERSIGN_OVERDRAFT_BEARER],
    },
    ...(hubKey !== undefined && { hubKey }),
    ...(dataDir !== undefined && { dataDir }),
    ...(paymentProviderUrl !== undefined && { paymentProviderUrl }),
  };
  const problems = [...inconsistencies(config), ...(config.production ? unsafeSecrets(config) : [])];
  if (problems.length > 0) throw new InvalidConfiguration(problems.join('\n'));
  return config;
}

function inconsistencies(config: HubConfig): string[] {
  const needsProvider = config.roles.has('workers') && config.databaseUrl !== undefined;
  return [
    ...(config.amqpUrls.every((url) => /^amqps?:\/\//.test(url))
      ? []
      : ['AMQP_URL is not an amqp:// address']),
    ...(needsProvider && config.paymentProviderUrl === undefined
      ? [
          'PAYMENT_PROVIDER_URL is missing: workers on a shared database need one payment provider for all of them ' +
            '(npm run payment-sandbox starts one to try things with)',
        ]
      : []),
  ];
}

/** In production nothing may rest on a secret that everybody knows. */
function unsafeSecrets(config: HubConfig): string[] {
  const guessable = (url: string): boolean => GUESSABLE.test(decodeURIComponent(new URL(url).password));
  return [
    ...(config.databaseUrl === undefined
      ? ['DATABASE_URL is missing: production does not run on the embedded PostgreSQL']
      : guessable(config.databaseUrl)
        ? ['DATABASE_URL has a default password']
        : []),
    ...(config.amqpUrls.some(guessable) ? ['AMQP_URL has a default password'] : []),
    ...(config.apiKeys === undefined || config.apiKeys.length === 0
      ? ['COUNTERSIGN_API_KEYS is missing: production does not use the development key']
      : []),
    ...(config.hubKey === undefined
      ? ['COUNTERSIGN_HUB_KEY is missing: all processes must sign what stores are told with one key']
      : []),
  ];
}
