import { openGuard, type Guard } from './guard.js';
import { makeScratchFolder } from './scratch-folder.js';

/** A folder, and processes, that do not outlive the spec file which asked for them. */
export interface TestScratch extends Pick<Guard, 'process' | 'namespace' | 'mount' | 'close'> {
  readonly folder: string;
}

/** For specs that start programs of their own; `close` it in `afterAll`. */
export async function openTestScratch(purpose: string): Promise<TestScratch> {
  const guard = await openGuard();
  const folder = await makeScratchFolder(purpose);
  guard.folder(folder);
  return {
    folder,
    process: (pid) => guard.process(pid),
    namespace: (name) => guard.namespace(name),
    mount: (path) => guard.mount(path),
    close: () => guard.close(),
  };
}
