import { describe, expect, it } from '@jest/globals';
import { freshDatabase } from '../../servers/fresh-database.js';
import { DatabaseConformance } from './conformance.js';
import { PostgresTheatre } from './postgres-theatre.js';

const SCRIPTS = 24;

describe('The memory database and PostgreSQL', () => {
  it(`agree in ${SCRIPTS} random scripts of up to three transactions side by side`, async () => {
    const { url, drop } = await freshDatabase();
    const theatre = await PostgresTheatre.open(url);
    const conformance = await DatabaseConformance.prepare(theatre);
    const firstSeed = 1;
    for (let seed = firstSeed; seed < firstSeed + SCRIPTS; seed++) await conformance.playSeed(seed);
    await theatre.close();
    await drop();
    expect(conformance.report).toMatchObject({ scripts: SCRIPTS, disagreements: [] });
    expect(conformance.report.waits).toBeGreaterThan(0);
  });
});
