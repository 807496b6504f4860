import { measurePoint } from './measure-point.js';
import { PointJob } from './point.js';

// A process of its own for each point: the memory and the compiled code of one contender are not another's.
process.once('message', (message) => {
  measurePoint(PointJob.parse(message)).then(
    (result) => process.send?.(result, () => process.disconnect()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
