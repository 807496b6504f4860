import type { Ids } from '#kernel';
import { v7 } from 'uuid';

export const uuids: Ids = { next: () => v7() };
