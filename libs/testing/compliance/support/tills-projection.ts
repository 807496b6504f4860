import { type Projection, projection } from '#kernel';

type TillRow = { readonly cashier: string; readonly store: string; readonly open?: boolean };

/** A read model whose rows the suites write themselves. */
export const tills = (version = 1, name = 'tills.tills'): Projection =>
  projection<TillRow, []>(name, {
    version,
    events: [],
    filters: ['cashier', 'store'],
    rowKey: () => '',
    evolve: (row) => row,
  });
