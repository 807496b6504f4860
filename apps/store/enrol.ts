import { seals } from '#adapters/crypto';
import {
  enrolAt,
  firstMemory,
  type Identity,
  LineDown,
  LineRefused,
  noChanges,
  type StoreDatabase,
} from '#contexts/store-node';
import type { Signer } from '#kernel';
import { InvalidOptions, type StoreOptions } from './options.js';

interface Joining {
  readonly options: StoreOptions;
  readonly hub: string;
  readonly folder: string;
  readonly signer: Signer;
}

/**
 * @returns who this node is: what its books say or, the first time, what the hub makes of it
 * @throws InvalidOptions when the books are another store's, or the hub does not take it
 */
export async function identify(database: StoreDatabase, joining: Joining): Promise<Identity> {
  const { options, folder, signer } = joining;
  const { values } = await database.remember();
  const { identity } = values;
  if (!identity) return enrol(database, joining);
  if (identity.name !== options.name)
    throw new InvalidOptions(
      `The folder ${folder} is that of the store "${identity.name}"; choose another --data`,
    );
  if (identity.publicKey !== signer.publicKey)
    throw new InvalidOptions(
      `The key in ${folder} is not the one that the store "${identity.name}" was enrolled with: ` +
        'bring the right key back, or enrol the store under a new name',
    );
  return identity;
}

async function enrol(database: StoreDatabase, { options, hub, signer }: Joining): Promise<Identity> {
  const { code, name } = options;
  if (code === undefined)
    throw new InvalidOptions(
      `"${name}" is not enrolled yet: --code is the one-time code that the hub gave out for it`,
    );
  try {
    const { publicKey } = signer;
    const { storeId, hubKey, notices } = await enrolAt({ hub, code, name, publicKey });
    const identity = { storeId, name, publicKey, hubKey };
    await database.commit({ ...noChanges, values: firstMemory(identity, notices, seals) });
    return identity;
  } catch (error) {
    if (error instanceof LineRefused || error instanceof LineDown)
      throw new InvalidOptions(`"${name}" could not be enrolled at ${hub}: ${error.message}`);
    throw error;
  }
}
