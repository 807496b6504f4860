import type { Place, StoreFault } from '../scenario/happening.js';

const minutes = (ms: number): string =>
  ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : `${(ms / 60_000).toFixed(1)} min`;
const place = (where: Place): string => (where === 'hub' ? 'the hub' : `store ${where}`);

/** As a sentence for the story. */
export function tellFault(fault: StoreFault): string {
  switch (fault.kind) {
    case 'cut':
      return `the line between ${place(fault.one)} and ${place(fault.other)} is cut for ${minutes(fault.forMs)}`;
    case 'rough line':
      return `the line between ${place(fault.one)} and ${place(fault.other)} is bad for ${minutes(fault.forMs)}`;
    case 'crash':
      return `store ${fault.store} is to crash ${fault.where}, and to start ${minutes(fault.downMs)} later`;
    case 'slow disk':
      return `the disk of store ${fault.store} takes ${fault.byMs} ms for ${minutes(fault.forMs)}`;
    case 'disk fails':
      return `the disk of store ${fault.store} is to fail, ${fault.how}`;
    case 'clock jumps':
      return `the clock of store ${fault.store} is set ${fault.byMs < 0 ? 'back' : 'ahead'} by ${minutes(Math.abs(fault.byMs))}`;
    case 'clock drifts':
      return `the clock of store ${fault.store} gains ${fault.ppm} ms in 1,000 s`;
    case 'cloned':
      return `store ${fault.store} is cloned${fault.alone ? ', and only the clone goes on' : ''}`;
    case 'backup':
      return `a backup of store ${fault.store} is made`;
    case 'set back':
      return `store ${fault.store} is set back to its backup`;
    case 'lost':
      return `store ${fault.store} is lost, and declared lost ${minutes(fault.declaredAfterMs)} later${fault.reclaims ? '; its allowances are reclaimed' : ''}`;
    case 'key stolen':
      return `the key of store ${fault.store} is stolen, and revoked ${minutes(fault.revokedAfterMs)} later`;
    case 'out of order':
      return `the next facts that store ${fault.store} sends together come without the first of them, and then all`;
    case 'tampering':
      return `somebody sends the hub a fact of store ${fault.store}: ${fault.how}`;
    case 'hub down':
      return `the hub ${fault.losesAnswers ? 'loses its answers' : 'is down'} for ${minutes(fault.forMs)}`;
    case 'newer statement':
      return `store ${fault.store} says something that nobody understands yet`;
    case 'newer notice':
      return 'the hub says something that no store understands yet';
  }
}
