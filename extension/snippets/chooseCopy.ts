import type { SnippetPlace } from './snippetPlace.ts';

/** A file that a snippet may come from, and where in it. */
export interface Candidate<T> {
  file: T;
  place: SnippetPlace;
}

export type Choice<T> =
  | { kind: 'none' }
  | { kind: 'one'; candidate: Candidate<T> }
  /** Nothing tells which it is: the person does, those that have the text first. */
  | { kind: 'ask'; candidates: Candidate<T>[] };

/**
 * Which of several files to open.
 *
 * @param sure they are of the repository and path that the snippet comes from
 * @param elsewhere the snippet names a repository, and they are of another one, or of none
 */
export function chooseCopy<T>(candidates: readonly Candidate<T>[], sure: boolean, elsewhere: boolean): Choice<T> {
  const [only] = candidates;
  if (!only) return { kind: 'none' };
  if (candidates.length === 1 && (sure || !elsewhere)) return { kind: 'one', candidate: only };
  const [holding, ...others] = candidates.filter(({ place }) => place.kind !== 'gone');
  if (holding && others.length === 0) return { kind: 'one', candidate: holding };
  const order = { same: 0, moved: 1, gone: 2 } as const;
  return { kind: 'ask', candidates: [...candidates].sort((a, b) => order[a.place.kind] - order[b.place.kind]) };
}
