import { describe, expect, it } from '@jest/globals';
import { freshVhost } from '../../servers/fresh-vhost.js';
import { BrokerConformance } from './broker-conformance.js';
import { RabbitSide } from './rabbit-side.js';

const SCRIPTS = 3;

describe('The model of a broker and RabbitMQ', () => {
  it(`agree in ${SCRIPTS} random scripts of two channels`, async () => {
    const { url, drop } = await freshVhost();
    const rabbit = await RabbitSide.open(url);
    const conformance = new BrokerConformance(rabbit);
    for (let seed = 1; seed <= SCRIPTS; seed++) await conformance.playSeed(seed);
    await rabbit.end();
    await drop();
    expect(conformance.report).toMatchObject({ scripts: SCRIPTS, disagreements: [] });
  });
});
