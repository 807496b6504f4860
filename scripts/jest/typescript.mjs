import { register } from 'node:module';

/** Lets this process import the TypeScript sources as they are. */
export function registerTypescript() {
  register('./typescript-hooks.mjs', import.meta.url);
}
