import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A lease that ended without a word counts less when its process had survived the first moments. */
export class SurvivedStarts1763900500000 implements MigrationInterface {
  readonly name = 'SurvivedStarts1763900500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table countersign.blocked_key alter column starts type real');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table countersign.blocked_key alter column starts type integer');
  }
}
