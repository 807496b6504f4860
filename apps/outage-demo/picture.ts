/** What was at risk at a moment of the morning, in minor units. */
export interface Exposure {
  /** Seconds since the morning began. */
  readonly atS: number;
  /** By store, what it had approved without an allowance and nobody had confirmed or made up for. */
  readonly byStore: readonly number[];
}

export interface Outage {
  readonly store: string;
  readonly fromS: number;
  readonly toS: number;
}

/** All that the picture tells. */
export interface Story {
  readonly stores: readonly string[];
  readonly exposures: readonly Exposure[];
  readonly outages: readonly Outage[];
  /** The largest loss that the owner has allowed, in minor units. */
  readonly boundMinor: number;
  /** What it came to, in minor units. */
  readonly lostMinor: number;
  readonly currency: string;
}

const WIDTH = 960;
const HEIGHT = 420;
const PLOT = { left: 72, right: 24, top: 64, bottom: 96 } as const;
const COLOURS = ['#1b6ca8', '#c8553d', '#588157', '#7b4b94', '#b08900'] as const;

/** Draws the exposure of the stores, one upon the other, below the bound, as SVG. */
export function drawExposure(story: Story): string {
  const endS = Math.max(1, ...story.exposures.map(({ atS }) => atS));
  const topMinor = Math.max(1, story.boundMinor, ...story.exposures.map(totalMinor)) * 1.15;
  const x = (atS: number): number => PLOT.left + (atS / endS) * (WIDTH - PLOT.left - PLOT.right);
  const y = (minor: number): number =>
    HEIGHT - PLOT.bottom - (minor / topMinor) * (HEIGHT - PLOT.top - PLOT.bottom);
  const scales: Scales = { x, y, endS, topMinor };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13">`,
    `<title>What was at risk while the line was cut</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    `<text x="${PLOT.left}" y="30" font-size="18" fill="#222222">What was at risk while the line was cut</text>`,
    ...story.outages.map((outage, index) => drawOutage(outage, index, scales)),
    ...drawAxes(story, scales),
    ...story.stores.map((_, index) => drawLayer(story, index, scales)),
    ...drawBound(story, scales),
    ...drawLegend(story),
    '</svg>',
    '',
  ].join('\n');
}

interface Scales {
  x(atS: number): number;
  y(minor: number): number;
  readonly endS: number;
  readonly topMinor: number;
}

const totalMinor = ({ byStore }: Exposure): number => byStore.reduce((sum, minor) => sum + minor, 0);

const colourOf = (index: number): string => COLOURS[index % COLOURS.length] ?? COLOURS[0];

/** An amount holds until the next one is known: steps, each store upon the ones before it. */
function drawLayer({ exposures }: Story, index: number, { x, y, endS }: Scales): string {
  const upTo = (exposure: Exposure, count: number): number =>
    exposure.byStore.slice(0, count).reduce((sum, minor) => sum + minor, 0);
  const edge = (count: number): string[] =>
    exposures.flatMap((exposure, place) => {
      const untilS = exposures[place + 1]?.atS ?? endS;
      const height = round(y(upTo(exposure, count)));
      return [`${round(x(exposure.atS))},${height}`, `${round(x(untilS))},${height}`];
    });
  const points = [...edge(index + 1), ...edge(index).toReversed()].join(' ');
  return `<polygon points="${points}" fill="${colourOf(index)}" fill-opacity="0.75"/>`;
}

function drawOutage({ store, fromS, toS }: Outage, index: number, { x, y }: Scales): string {
  const [left, right] = [round(x(fromS)), round(x(toS))];
  const top = PLOT.top - 14 + 4 * index;
  return (
    `<g><title>${escaped(store)} has no line</title>` +
    `<rect x="${left}" y="${PLOT.top}" width="${round(right - left)}" height="${round(y(0) - PLOT.top)}" fill="#000000" fill-opacity="0.05"/>` +
    `<line x1="${left}" x2="${right}" y1="${top}" y2="${top}" stroke="#666666" stroke-width="3"/></g>`
  );
}

function drawBound({ boundMinor, currency }: Story, { y }: Scales): string[] {
  const height = round(y(boundMinor));
  return [
    `<line x1="${PLOT.left}" x2="${WIDTH - PLOT.right}" y1="${height}" y2="${height}" stroke="#aa0000" stroke-width="2" stroke-dasharray="8 4"/>`,
    `<text x="${WIDTH - PLOT.right}" y="${height - 7}" text-anchor="end" fill="#aa0000">the bound: ${amount(boundMinor)} ${escaped(currency)}</text>`,
  ];
}

function drawAxes({ currency }: Story, { x, y, endS, topMinor }: Scales): string[] {
  const base = round(y(0));
  const amounts = ticks(topMinor, 4).map((minor) => {
    const height = round(y(minor));
    return (
      `<line x1="${PLOT.left}" x2="${WIDTH - PLOT.right}" y1="${height}" y2="${height}" stroke="#dddddd"/>` +
      `<text x="${PLOT.left - 8}" y="${height + 4}" text-anchor="end" fill="#444444">${amount(minor)}</text>`
    );
  });
  const times = ticks(endS, 6).map(
    (atS) =>
      `<text x="${round(x(atS))}" y="${base + 20}" text-anchor="middle" fill="#444444">${Math.round(atS)} s</text>`,
  );
  return [
    ...amounts,
    ...times,
    `<line x1="${PLOT.left}" x2="${WIDTH - PLOT.right}" y1="${base}" y2="${base}" stroke="#444444"/>`,
    `<text x="${PLOT.left - 8}" y="${PLOT.top + 4}" text-anchor="end" fill="#444444">${escaped(currency)}</text>`,
  ];
}

function drawLegend({ stores, outages, lostMinor, currency }: Story): string[] {
  const y = HEIGHT - 44;
  const entries = stores.map((store, index) => {
    const left = PLOT.left + index * 190;
    return (
      `<rect x="${left}" y="${y - 11}" width="14" height="14" fill="${colourOf(index)}" fill-opacity="0.75"/>` +
      `<text x="${left + 20}" y="${y}" fill="#222222">${escaped(store)}</text>`
    );
  });
  const cut =
    outages.length > 0
      ? `Grey: ${escaped(outages.map(({ store }) => store).join(' and '))} had no line. `
      : '';
  return [
    ...entries,
    `<text x="${PLOT.left}" y="${HEIGHT - 16}" fill="#222222">${cut}Lost in the end: ${amount(lostMinor)} ${escaped(currency)}</text>`,
  ];
}

/** Round numbers from 0 on, about as many as wanted. */
function ticks(top: number, wanted: number): number[] {
  const rough = top / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, index) => index * step);
}

const amount = (minor: number): string => (minor / 100).toFixed(2);

const round = (value: number): number => Math.round(value * 10) / 10;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
