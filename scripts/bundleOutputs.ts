import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.ts';

/** A file that the bundler wrote, and what it loads. */
interface Output {
  bytes: number;
  inputs: Record<string, { bytesInOutput: number }>;
  imports: { path: string; kind: string; external?: boolean }[];
}

/** What the last build of a program wrote, by paths from the top of the project. */
export function bundleOutputs(program: string): Record<string, Output> {
  const file = path.join(ROOT, 'dist', `${program}.meta.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { outputs: Record<string, Output> }).outputs;
}

/** All files of a program, by paths from the top of the project. */
export function bundledFiles(program: string): string[] {
  return Object.keys(bundleOutputs(program)).filter((file) => file.endsWith('.js'));
}

/**
 * The files of a program that are loaded before its first statement runs, and with these parts of it (`roomChat`: the
 * module that is imported when it is needed), by paths from the top of the project.
 */
export function loadedFiles(program: string, parts: readonly string[] = []): string[] {
  const outputs = bundleOutputs(program);
  const loaded = new Set<string>();
  const load = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const { path: next, kind, external } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && external !== true) load(next);
    }
  };
  load(`dist/${program}.js`);
  for (const part of parts) {
    const file = Object.keys(outputs).find((name) => new RegExp(`/${part}-[A-Z0-9]+\\.js$`).test(name));
    if (file === undefined) throw new Error(`The bundle of ${program} has no part of its own for ${part}.`);
    load(file);
  }
  return [...loaded];
}
