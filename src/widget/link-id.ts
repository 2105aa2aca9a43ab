import { isLinked, type Known } from './state.js';

export function linkIdOf(known: Known): string | undefined {
  return isLinked(known) ? known.resource.linkId : undefined;
}
