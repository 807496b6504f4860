import { registerTypescript } from './typescript.mjs';

/** `node --import` this file, to run the sources as they are. */
registerTypescript();
