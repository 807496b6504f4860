import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Leases that ended without a word are counted: what was leased may end the processes that handle it. */
export class LeaseStarts1763900400000 implements MigrationInterface {
  readonly name = 'LeaseStarts1763900400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table countersign.blocked_key add column starts integer not null default 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table countersign.blocked_key drop column starts');
  }
}
