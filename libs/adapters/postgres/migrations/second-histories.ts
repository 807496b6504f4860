import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Facts of second histories are kept, and those that were put aside can be found by their reason. */
export class SecondHistories1764300000000 implements MigrationInterface {
  readonly name = 'SecondHistories1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table countersign.fact_fork (
        author uuid not null,
        id text not null,
        seq integer not null,
        fact json not null,
        primary key (author, id)
      );
      create index fact_quarantined_why on countersign.fact_quarantined (author, why, seq, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table countersign.fact_fork; drop index countersign.fact_quarantined_why`);
  }
}
