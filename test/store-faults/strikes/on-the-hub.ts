import { lasting, type Strike } from './strike.js';

export const onTheHub: readonly Strike[] = [
  {
    name: 'hub killed',
    async strike(ground) {
      await ground.world.killHub();
      await lasting(ground);
      await ground.world.startHub();
    },
  },
  {
    name: "hub's PostgreSQL killed",
    async strike(ground) {
      await ground.world.killPostgres();
      await lasting(ground);
      await ground.world.startPostgres();
    },
  },
];
