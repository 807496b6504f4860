import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sagas that have not ended, found without looking through those that have. */
export class LiveSagas1763900200000 implements MigrationInterface {
  readonly name = 'LiveSagas1763900200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index saga_live on countersign.saga (updated_at, saga, definition_version)
      where status not in ('completed', 'compensated')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index countersign.saga_live');
  }
}
